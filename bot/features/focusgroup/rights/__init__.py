"""Who may plan, hold, watch and read studies."""
