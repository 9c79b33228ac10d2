"""Feeds: the bytes that calendar programs subscribe to, made once per change, and counts of who fetches them."""
