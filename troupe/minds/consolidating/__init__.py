"""Making memories of what people witnessed: a job, its prompt, and what code looks over in the answer."""
