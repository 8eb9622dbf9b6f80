"""/persona: choosing, showing, making and changing personas."""
