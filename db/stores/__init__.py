"""The stores of worlds and of their transcripts."""
