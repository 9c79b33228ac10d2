"""Public pages of the newsletter, and its preview for the desk."""
