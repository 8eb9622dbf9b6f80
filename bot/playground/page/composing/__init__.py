"""The place where a member writes: the draft, what is offered for it, and commands being filled in."""
