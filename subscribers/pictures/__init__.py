"""Pictures: what staff upload made fit to be seen, and the copies that pages, feeds and mails show."""
