"""The forms in which a report is handed out, each as bytes."""
