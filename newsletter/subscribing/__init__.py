"""Signing up for the newsletter and leaving it: the pages, and what leaving does to what is still to be sent."""
