"""Approval, the moment of sending, and the history of both."""
