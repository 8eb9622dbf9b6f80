"""The understudy's hearing of what was said."""
