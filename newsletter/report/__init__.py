"""Figures of issues beside each other, accounting for one (*verantwoording*), and retention."""
