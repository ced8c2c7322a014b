"""Where a request comes from: its address, and the network that one customer has."""

from ipaddress import ip_address, ip_network

from starlette.requests import Request


def address_of(request: Request) -> str:
    """The IP address that the server was asked from, “” where there is none.

    Behind a proxy it is the proxy's, unless uvicorn is told to trust that (FORWARDED_ALLOW_IPS).
    """
    return request.client.host if request.client else ""


def network_of(address: str) -> str:
    """One IPv4 address, or the 64 bits of an IPv6 address that one customer has for themselves."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed if parsed.version == 4 else ip_network((parsed, 64), strict=False))
