"""The payloads sent and received, in Discord's forms."""
