"""The parts tables are made of: column types, the base of every row, partial indexes."""
