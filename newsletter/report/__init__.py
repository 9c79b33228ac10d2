"""How an issue was received, and accounting for it: clicks, *Nuttig?*, figures, retention."""
