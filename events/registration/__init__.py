"""Who comes: seats, waiting list, their mails, and forgetting them when their time is over."""
