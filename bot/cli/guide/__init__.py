"""The shell's commands for discussion guides."""
