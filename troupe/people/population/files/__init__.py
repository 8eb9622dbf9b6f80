"""Population files: ours and TinyTroupe's, read into one form."""
