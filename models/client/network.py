"""By what a visitor's network is known. No ORM."""

from ipaddress import ip_address, ip_network

# How many bits of an address of IPv6 a household has as its own.
HOUSEHOLD = 64
# Where no visitor is: a proxy that does not tell whom it speaks for.
INSIDE = [
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
]


def get_network(address):
    """Return the network that a visitor has, as text: all of a household's in IPv6."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return address
    if ip.version == 6:
        return str(ip_network((ip, HOUSEHOLD), strict=False))
    return str(ip)


def is_inside(address):
    """Tell whether an address is of the house, so that many visitors may have it."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return False
    return any(ip in network for network in INSIDE)
