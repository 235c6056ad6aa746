"""The socket on which connections are waited for, by one process or by several that share it."""

from __future__ import annotations

import socket
import time
import weakref
from multiprocessing.reduction import DupFd
from typing import Any

from curbside.errors import UsageError

# How long a process leaves a connection to the others for each that it has, and the most of it.
_SECONDS_A_CONNECTION = 0.0005
_MOST_SECONDS = 0.0025


class SharedListener(socket.socket):
    """A listening socket whose connections are spread over the processes that share it.

    Left alone, the first process to wake accepts every connection that comes at about the same time, and keeps it, as
    browsers go on using theirs (measured: all of eight connections went to one of two processes eleven times in
    twelve). Here a process takes one at a time, and leaves it for a moment to those with fewer.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._has_taken = False
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; every other time BlockingIOError, as when none waits."""
        if self._has_taken:
            self._has_taken = False
            raise BlockingIOError
        held = sum(one.fileno() >= 0 for one in self._open)
        if held:
            time.sleep(min(_MOST_SECONDS, _SECONDS_A_CONNECTION * held))
        connection, address = super().accept()
        self._has_taken = True
        self._open.add(connection)
        return connection, address

    def __reduce__(self) -> tuple[Any, ...]:
        # As multiprocessing sends a plain socket to a process that it starts.
        return _received, (DupFd(self.fileno()), self.family, self.type, self.proto)


def _received(sent: Any, family: int, kind: int, protocol: int) -> SharedListener:
    return SharedListener(family, kind, protocol, fileno=sent.detach())


def listening(host: str, port: int) -> SharedListener:
    """A socket that listens on an address. Raises UsageError when that cannot be."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.create_server((address[0], port), family=family)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"Curbside cannot listen on {host}, port {port} ({reason}).", "Choose another host or port."
        ) from error
    # Connections inherit it: without it the end of a response waits 40 ms for its beginning to be acknowledged.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return SharedListener(made.family, made.type, made.proto, fileno=made.detach())
