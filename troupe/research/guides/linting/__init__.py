"""A guide looked over before it is put to anybody: what is asked badly, and what simulated people cannot know."""
