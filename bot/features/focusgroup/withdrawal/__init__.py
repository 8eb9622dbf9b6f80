"""Withdrawing from a study: all of it brought up to date from which somebody has gone."""
