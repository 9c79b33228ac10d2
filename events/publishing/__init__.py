"""Putting events before the public: publish, plan, undo, and what follows from it, once."""
