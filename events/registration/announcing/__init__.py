"""Writing to those who registered: whom, what, and sending it through the one door."""
