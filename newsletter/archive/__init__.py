"""Public pages of issues, and of signing up."""
