"""The words of humans as they come in: messages, questions, stops."""
