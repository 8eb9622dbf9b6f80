"""The outbox as a store."""
