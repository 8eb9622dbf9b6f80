"""The kinds of stimuli: as what an event reaches those who perceive it, a class each."""
