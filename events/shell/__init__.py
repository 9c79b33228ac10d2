"""Pieces that pages and screens of the programme share: who we are, words, labels, wall times."""
