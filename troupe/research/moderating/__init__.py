"""The moderator person: what it has before it, what it decides, and the stand-in that decides by rule."""
