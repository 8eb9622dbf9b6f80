"""From what the page knows to HTML, and from what is typed to requests. Pure."""
