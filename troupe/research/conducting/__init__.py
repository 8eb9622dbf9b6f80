"""Sessions carried out: moves made, votes asked for, and what was held read back as a study."""
