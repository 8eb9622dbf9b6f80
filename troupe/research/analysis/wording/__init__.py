"""Words of a text held against others: exact quotes, numbers in prose, an assistant speaking."""
