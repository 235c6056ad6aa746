"""Serving the application from this machine. No log names a question: the access log is off."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys

import uvicorn

from curbside.engine import Curbside
from curbside.errors import UsageError
from curbside.web.app import build_app
from curbside.web.html import DEFAULT_SITE
from curbside.web.site import Site


def run(engine: Curbside, host: str, port: int, site: Site = DEFAULT_SITE) -> None:
    """Serve until interrupted, printing where.

    The library is opened first, so that one that cannot be used is told at once. Raises LibraryError for that,
    UsageError when the address cannot be listened on.
    """
    engine.library()
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        warning = warning_for(host)
        if warning is not None:
            print(warning, file=sys.stderr, flush=True)
        print(f"Curbside is at http://{_shown(host)}:{bound}/ (stop it with Ctrl-C).", flush=True)
        config = uvicorn.Config(build_app(engine, site), access_log=False, server_header=False, log_level="warning")
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def warning_for(host: str) -> str | None:
    """What to know before listening on this address; None for one that only this machine reaches."""
    if is_loopback(host):
        return None
    return (
        f"Warning: on {host} other machines can reach Curbside; whoever can connect can read the library, and "
        "questions travel unencrypted. Put a proxy with TLS and sign-in in front of it, or listen on 127.0.0.1."
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((address[0], port), family=family)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"Curbside cannot listen on {host}, port {port} ({reason}).", "Choose another host or port."
        ) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
