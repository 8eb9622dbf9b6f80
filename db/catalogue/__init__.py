"""The belongings of a community beside its worlds: settings, personas, panels."""
