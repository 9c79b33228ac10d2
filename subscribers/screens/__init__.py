"""What screens of the desk share, in all apps: actions, lists, texts, who may do what."""
