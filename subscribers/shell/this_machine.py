"""Which names and addresses are those of this machine and no other."""

from ipaddress import ip_address


def is_this_machine(host: str) -> bool:
    """``host`` as in a URL, without its port: ``localhost``, a name below it (RFC 6761 §6.3), or a loopback address."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        found = ip_address(name)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
