"""Making an issue: its content, what is wrong with it, preview and test mail."""
