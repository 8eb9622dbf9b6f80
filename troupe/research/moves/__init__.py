"""The next move of a session: what comes next and how it is put, by the guide or by a moderator person."""
