"""Scans of phones: read, put on one clock, kept once, and summed."""
