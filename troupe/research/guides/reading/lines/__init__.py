"""Files and pasted text as lines: their depth, signs, headings, tables and the furniture of pages."""
