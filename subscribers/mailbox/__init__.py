"""The local mail server's Maildir, and its reader in the browser."""
