"""The staff desk of this app: what staff see and may do, and nothing a rule depends on."""
