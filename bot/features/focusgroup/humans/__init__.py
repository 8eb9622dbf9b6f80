"""Consenting humans beside the simulated people of a study: joining, answering, voting, withdrawing."""
