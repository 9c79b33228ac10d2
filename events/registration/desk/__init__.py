"""Aanmeldingen in the desk: the list, one visitor, and the steps that staff take for them."""
