"""Mail to who registered: what it says, its calendar part, the secret links in it, and writing it."""
