"""What people of a world remember, as a script asks for it."""
