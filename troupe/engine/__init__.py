"""The turn cycle and what keeps its claims alive."""
