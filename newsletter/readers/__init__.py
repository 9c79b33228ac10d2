"""What readers do with an issue: follow a counted link, say whether it was useful, leave. Numbers, never who."""
