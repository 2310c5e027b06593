"""By what a visitor's network is known. No ORM."""

from ipaddress import ip_address, ip_network

# How many bits of an address of IPv6 a household has as its own.
HOUSEHOLD = 64


def get_network(address):
    """Return the network that a visitor has, as text: all of a household's in IPv6."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return address
    if ip.version == 6:
        return str(ip_network((ip, HOUSEHOLD), strict=False))
    return str(ip)
