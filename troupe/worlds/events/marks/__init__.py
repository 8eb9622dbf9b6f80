"""Marks in the record: what happened to a world or its people without anybody saying it."""
