"""Seats: the locks they are counted under, who stands in line, who is next, and one of several."""
