"""Transactions: the connection, the rows of one, whose clock counts, who may serve."""
