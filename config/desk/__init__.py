"""What the desk as a whole is: its roles, and the guard of what Wagtail registers."""
