"""What wakes worlds: their runners, and the clock."""
