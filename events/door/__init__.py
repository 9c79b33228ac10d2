"""The door: what a code shows to whom, phones that scan and their keys, scans put together, the night in figures."""
