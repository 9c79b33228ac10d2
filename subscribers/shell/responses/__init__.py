"""What responses carry: entity tags, policies, what may not be stored, static files."""
