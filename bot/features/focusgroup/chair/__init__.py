"""Who leads a focus group: handed over to a moderator person, taken over by humans."""
