"""Watching an issue while it goes out: progress, recipients' providers, standstill."""
