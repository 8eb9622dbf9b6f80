"""The edge of the command line: settings in, errors out, tables."""
