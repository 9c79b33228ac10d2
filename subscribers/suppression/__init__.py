"""Addresses we must not write the newsletter to, and why."""
