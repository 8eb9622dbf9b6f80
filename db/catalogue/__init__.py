"""What a community keeps beside its worlds: settings, personas, panels."""
