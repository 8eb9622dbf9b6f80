"""What every group of commands uses."""
