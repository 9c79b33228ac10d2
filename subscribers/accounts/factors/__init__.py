"""Second factors: what allauth asks of us, their forms, and what a session has shown."""
