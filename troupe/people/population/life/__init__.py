"""The life course of somebody drawn: where they come from, whom they live with, what happened to them and when."""
