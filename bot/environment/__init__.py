"""What the process is given: settings, logs, models, where Discord is."""
