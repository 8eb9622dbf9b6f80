"""What the page knows, and how events change it. Pure."""
