"""Whether people are themselves, from Python: interviews that are judged, and a watch over long talks."""
