"""Which enhanced status (RFC 3463) says that an address is dead: one answer for refusals, reports and webhooks."""

ABOUT_THE_SENDER = ("5.1.7", "5.1.8")  # an address too, but ours
SOME_ADDRESS = "5.1.0"  # in practice often a refused sender


def is_dead_address(status: str) -> bool:
    """``5.1.x`` about the recipient: never write to it again. 5.1.0 says too little to block anybody."""
    return status.startswith("5.1.") and status not in (SOME_ADDRESS, *ABOUT_THE_SENDER)
