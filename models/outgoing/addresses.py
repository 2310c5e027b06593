"""Where webhooks may be sent. No ORM here."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

# IPv4 addresses inside of IPv6 ones, which reach them through a translator (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All of IPv6 that is given out for the internet. Beside it are addresses of sites, of
# long ago and of times to come.
INTERNET = ipaddress.ip_network("2000::/3")
SEPARATORS = re.compile(r"[\s,;]+")


class Forbidden(ValueError):
    """An address to which nothing is sent. `args[0]` is it."""


def parse_networks(text):
    """Return the networks that a text names, apart by commas or spaces.

    Raise a ValueError that names the first one that is none.
    """
    words = filter(None, SEPARATORS.split(text or ""))
    return [ipaddress.ip_network(word) for word in words]


def split_url(url):
    """Return (scheme, host, port, path) of a URL, None where it is none to call.

    The host is in ASCII; names and passwords before it are refused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
        host = parts.hostname.encode("idna").decode()
    except (ValueError, KeyError, AttributeError):
        return None
    if not host or "@" in parts.netloc or not url.isascii() or not url.isprintable():
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return None if " " in url else (parts.scheme, host, port, path)


def is_public(address):
    """Tell whether an IP address is one of the internet, however it is written."""
    embedded = (
        getattr(address, "ipv4_mapped", None)
        or getattr(address, "sixtofour", None)
        or (getattr(address, "teredo", None) or (None, None))[1]
    )
    if address.version == 6 and address in NAT64:
        embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if embedded:
        return is_public(embedded)
    if address.version == 6 and address not in INTERNET:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_within(address, networks):
    """Tell whether an IP address lies in one of the networks."""
    mapped = getattr(address, "ipv4_mapped", None)
    return any(
        (mapped or address) in network
        for network in networks
        if network.version == (mapped or address).version
    )


def find_addresses(host, port, scheme, networks):
    """Return the checked IP addresses (str) of a host, in the order to try them.

    Raise Forbidden if any of them is neither public nor in the ``networks`` that the
    administrator allows; without TLS, all must be in these. Raise OSError if there are
    none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    names = dict.fromkeys(entry[4][0] for entry in found)
    for name in names:
        address = ipaddress.ip_address(name.partition("%")[0])
        is_safe = is_public(address) and scheme == "https"
        if not is_safe and not is_within(address, networks):
            raise Forbidden(name)
    return list(names)
