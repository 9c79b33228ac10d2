"""What the programme is filtered by: on pages, in feeds and in the API alike."""
