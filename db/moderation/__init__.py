"""Taking back what people said, and members who are not to be seen."""
