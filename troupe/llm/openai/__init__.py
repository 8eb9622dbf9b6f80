"""The client for OpenAI-compatible endpoints."""
