"""Work on a posted report by an analyst: themes, codes, tables."""
