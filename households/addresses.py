"""Addresses: the one a request comes from, and the one villagers reach the program by."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 network of an IPv6 one.

    Each of `settings.PROXIES` trusted proxies has written behind what it was sent the address it
    was reached from; what stands before those may be made up by the client.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    hops.append(request.META.get("REMOTE_ADDR", ""))
    return _network(hops[max(0, len(hops) - 1 - settings.PROXIES)])


def _network(address: str) -> str:
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    # A subscriber has a whole /64 to himself.
    return str(ip_network((parsed, 64), strict=False))


def address_hash(request: HttpRequest) -> str:
    """The client's address as it is counted: who has only the database can't read it back."""
    return salted_hmac("card attempts", client_address(request), algorithm="sha256").hexdigest()


def site_address(request: HttpRequest) -> str:
    """What an address printed as QR code begins with, without a slash at its end."""
    return (settings.SITE_URL or request.build_absolute_uri("/")).rstrip("/")
