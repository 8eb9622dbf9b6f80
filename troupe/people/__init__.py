"""Personas as data: documents, persona, fragments, cards, library, editing, profile, population."""
