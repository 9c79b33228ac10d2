"""Signed links, one-time tokens, API keys, and the checks and throttle of public forms."""
