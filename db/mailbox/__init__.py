"""What humans say as it comes in: messages, questions, stops."""
