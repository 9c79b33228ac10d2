"""Who came of who had a place: counted after each evening, over editions, and what it says of the next."""
