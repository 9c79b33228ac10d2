"""Rows of the outbox over SMTP: a run of one worker, the relays, patience with mail providers, controls."""
