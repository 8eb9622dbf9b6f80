"""Sets of people looked at: distributions, diversity, differences."""
