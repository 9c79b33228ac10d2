"""The demo's newsletter: three numbers that were sent and one in the making."""
