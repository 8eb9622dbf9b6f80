"""What is sent and received, in Discord's forms."""
