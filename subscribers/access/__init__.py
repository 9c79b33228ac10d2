"""Who may: signed links, one-time tokens, API keys, and the checks of public forms."""
