"""The turn cycle in SQL: claim, grant, scene, commit, reveal, end."""
