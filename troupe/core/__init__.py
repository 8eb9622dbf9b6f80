"""The ground that everything stands on: clock, ids, errors, usage, prompt files, words of a text."""
