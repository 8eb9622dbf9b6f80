"""The record of a world: events appended, read, and how far speech has come."""
