"""What the playground starts with, and who lives in its channels."""
