"""Outgoing mail: written down as rows, claimed, and sent by any worker."""
