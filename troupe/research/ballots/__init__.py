"""Ballots: private votes asked of each person, read into votes, counted by rule."""
