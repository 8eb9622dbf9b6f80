"""What the understudy makes of what was said."""
