"""Sums of a day in the ledger, and what is held in it for sessions."""
