"""The parts that every group of commands uses."""
