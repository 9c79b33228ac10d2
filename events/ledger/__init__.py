"""The calendar ledger: what the public was told of each occurrence, and every difference since."""
