"""The one-way mirror: what those who watch a study may do beside what is said in front."""
