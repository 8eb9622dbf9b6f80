"""Names: what people are called, by culture, sex and year of birth."""
