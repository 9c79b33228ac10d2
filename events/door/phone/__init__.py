"""What a phone at the door has: its page and worker, the list it keeps, what it asks while there is a network."""
