"""Work: which occupations there are, whom each of them fits, and what a table's labels mean."""
