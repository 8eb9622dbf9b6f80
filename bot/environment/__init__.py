"""The surroundings of the process: settings, logs, models, where Discord is."""
