"""/persona: people shown before they are saved, written, imported, merged, exported."""
