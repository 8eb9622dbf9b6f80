"""People drawn from a population so that every margin fits."""
