"""The menus on people's messages."""
