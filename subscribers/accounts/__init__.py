"""Accounts of staff: logging in, second factor, sessions, and what is done for a colleague. By django-allauth."""
