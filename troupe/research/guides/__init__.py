"""The moderator's discussion guide: what is asked, shown and voted on, in which order."""
