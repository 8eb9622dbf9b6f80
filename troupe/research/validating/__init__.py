"""Testing a persona: an interview, judged against expectations written apart from it."""
