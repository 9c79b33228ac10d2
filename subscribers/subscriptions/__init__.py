"""Signing up, confirming, leaving, and forgetting people."""
