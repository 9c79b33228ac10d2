"""The *keuring*: what must be right before an issue goes out. One numbered function is one rule."""
