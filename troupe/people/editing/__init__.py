"""A persona edited field by field, in text."""
