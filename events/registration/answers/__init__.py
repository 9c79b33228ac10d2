"""What calendars answer to an invitation: noted, and at most asked about. No seat changes by it."""
