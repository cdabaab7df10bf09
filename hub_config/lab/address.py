"""The address that learners type into their phones."""

import io
import ipaddress
import socket
from urllib.parse import urlsplit

import psutil
import segno


def local_addresses() -> list[str]:
    """Return this machine's private IPv4 addresses, the likeliest for a classroom first."""
    found = []
    up = {name for name, stats in psutil.net_if_stats().items() if stats.isup}
    for name, addresses in psutil.net_if_addrs().items():
        for each in addresses:
            if each.family == socket.AF_INET and name in up:
                address = ipaddress.ip_address(each.address)
                if address.is_private and not address.is_loopback and not address.is_link_local:
                    # A hotspot or Wi-Fi card is named wl…; bridges of virtual machines come last.
                    rank = 0 if name.startswith("wl") else 2 if name.startswith(_VIRTUAL) else 1
                    found.append((rank, name, each.address))
    return [address for _, _, address in sorted(found)]


def class_address(port: int, host: str | None = None) -> str:
    """Return what to type into a phone: ``host`` if given, else this machine's address."""
    if host is None:
        host = next(iter(local_addresses()), _LOOPBACK)
    return f"http://{host}/" if port == 80 else f"http://{host}:{port}/"


def is_local(address: str) -> bool:
    """Return whether ``address`` means this machine to whoever types it."""
    return urlsplit(address).hostname == _LOOPBACK


def qr_for_terminal(address: str) -> str:
    """Return ``address`` as a QR code to print in a terminal."""
    out = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(out=out, compact=True, border=2)
    return out.getvalue()


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, for processes that speak on this machine only."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def obstacle(port: int) -> str:
    """Return why no server of this user can listen on ``port`` of all interfaces, or nothing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - the lab is for the whole Wi-Fi
        except PermissionError:
            return "kept for the machine's administrator"
        except OSError:
            return "in use by another program"
    return ""


def other_port(port: int) -> int:
    """Return a port to try in place of ``port``; those below 1024 are the administrator's."""
    return port + 1 if 1024 <= port < 65535 else 8000


_LOOPBACK = "127.0.0.1"
_VIRTUAL = ("docker", "br-", "virbr", "veth", "vmnet", "vboxnet", "lxc")
