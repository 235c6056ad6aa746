"""The socket that several processes share: connections are spread over them, and none is lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from curbside.web.listening import SharedListener, listening


@pytest.fixture
def listener() -> Iterator[SharedListener]:
    with listening("127.0.0.1", 0) as made:
        made.setblocking(False)
        yield made


def taken_in_a_turn(listener: SharedListener) -> list[socket.socket]:
    """What an event loop takes when it finds the socket readable: connections until none waits."""
    taken = []
    while True:
        try:
            taken.append(listener.accept()[0])
        except BlockingIOError:
            return taken


def test_of_the_connections_that_wait_a_process_takes_one_at_a_time(listener: SharedListener) -> None:
    with ExitStack() as kept:
        for _ in range(3):
            kept.enter_context(socket.create_connection(listener.getsockname()))
        turns = [taken_in_a_turn(listener) for _ in range(4)]
        for one in turns:
            for connection in one:
                kept.enter_context(connection)
        assert [len(one) for one in turns] == [1, 1, 1, 0]


def test_a_connection_of_a_shared_socket_sends_without_delay(listener: SharedListener) -> None:
    with socket.create_connection(listener.getsockname()), taken_in_a_turn(listener)[0] as taken:
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
