"""Serving the application: on one listening socket, from one process or several. No log names a question."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from urllib.parse import urlsplit

import anyio.to_thread
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from curbside.articles.desk import desk_of
from curbside.engine import Curbside
from curbside.errors import UsageError
from curbside.settings import Settings, is_loopback
from curbside.web.access import access_of
from curbside.web.app import build_app
from curbside.web.charts import warm_in_background
from curbside.web.listening import listening
from curbside.web.logs import log_to
from curbside.web.metrics import FOLDER
from curbside.web.site import site_of

MOST_WORKERS = 4
# Connections that are waited on at once, in each process; more are told to come back.
_MOST_CONNECTIONS = 1_000
# Questions that one process works on at once: more would only make each other wait.
_THREADS = 8
_LAST_SECONDS = 10
# So many new objects are made before they are looked through for garbage.
_OBJECTS_A_LOOK = 50_000
# A worker that is this long without a sign is taken for dead; starting one on a busy machine takes a while.
SIGN_OF_LIFE_SECONDS = 60


def run(engine: Curbside, settings: Settings) -> None:
    """Serve until interrupted, printing where.

    The library is opened first, so that one that cannot be used is told at once. Raises LibraryError for that,
    UsageError when the address cannot be listened on, or a certificate, logo or folder cannot be used.
    """
    engine.library()
    # Brought up to date once, before several processes open it; and told at once where it cannot be used.
    desk_of(settings, engine).database.close()
    _check_certificate(settings)
    site_of(settings, engine.folder)
    with listening(settings.host, settings.port) as listener:
        bound = listener.getsockname()[1]
        for warning in filter(None, (warning_for(settings), warning_of_embedding(settings))):
            print(warning, file=sys.stderr, flush=True)
        scheme = "https" if settings.tls_cert else "http"
        print(f"Curbside is at {scheme}://{_shown(settings.host)}:{bound}/ (stop it with Ctrl-C).", flush=True)
        log_to()
        workers = settings.workers or min(MOST_WORKERS, os.cpu_count() or 1)
        if workers == 1:
            _serve_here(engine, settings, listener)
        else:
            engine.close()
            resolved = settings.model_copy(update={"library": engine.folder.absolute()})
            _serve_from_workers(resolved, workers, listener)


def warning_for(settings: Settings) -> str | None:
    """What to know before listening on this address; None for one that only this machine reaches."""
    if settings.is_loopback:
        return None
    reached = f"Warning: on {settings.host} other machines can reach Curbside; whoever can connect can read the library"
    if settings.tls_cert is not None:
        return f"{reached}. Put a proxy with sign-in in front of it, or listen on 127.0.0.1."
    return (
        f"{reached}, and questions travel unencrypted. Set CURBSIDE_TLS_CERT and CURBSIDE_TLS_KEY, put a proxy with "
        "TLS and sign-in in front of it, or listen on 127.0.0.1."
    )


def warning_of_embedding(settings: Settings) -> str | None:
    """What to know where another machine reads the questions, to compare them with passages."""
    url = settings.embedding_url
    if url is None or is_loopback(urlsplit(url).hostname or ""):
        return None
    return (
        f"Warning: every question is sent to {url} (CURBSIDE_EMBEDDING_URL). Only use a service that may read what is "
        "asked here."
    )


def _serve_here(engine: Curbside, settings: Settings, listener: socket.socket) -> None:
    app = _app(engine, settings)
    # The server raises again what it was stopped with, once it has stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(_config(app, settings)).run(sockets=[listener])


def _serve_from_workers(settings: Settings, workers: int, listener: socket.socket) -> None:
    """Start workers that share the socket, start anew one that dies, and stop them all together."""
    with _counting_together():
        config = _config(partial(worker_app, settings), settings, factory=True, workers=workers)
        Multiprocess(config, sockets=[listener]).run()


def worker_app(settings: Settings) -> FastAPI:
    """The application of one worker process, which opens the library for itself."""
    log_to()
    return _app(Curbside.of_settings(settings), settings)


def _app(engine: Curbside, settings: Settings) -> FastAPI:
    return build_app(
        engine,
        site_of(settings, engine.folder),
        access_of(settings),
        partial(_lifespan, engine),
        partial(desk_of, settings, engine),
    )


@contextlib.asynccontextmanager
async def _lifespan(engine: Curbside, app: FastAPI) -> AsyncIterator[None]:
    """Make ready before the first request is taken, and give up the library after the last."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
    warm_in_background()
    await anyio.to_thread.run_sync(lambda: engine.ask("How often do tumours spread?"))
    # What is loaded by now stays: it need not be looked through for garbage again and again.
    gc.collect()
    gc.freeze()
    # An answer makes some hundred thousand objects that go away by themselves: looking through them after every few
    # hundred took a fifteenth of its time.
    gc.set_threshold(_OBJECTS_A_LOOK)
    yield
    app.state.served.close()
    engine.close()


def _config(app: object, settings: Settings, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=factory,
        workers=workers,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        # Whom to believe about the address of a client is a setting of ours.
        proxy_headers=False,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        timeout_worker_healthcheck=SIGN_OF_LIFE_SECONDS,
    )


@contextlib.contextmanager
def _counting_together() -> Iterator[None]:
    """A folder in which workers keep their counts, so that each can tell those of all; it ends with the server."""
    with tempfile.TemporaryDirectory(prefix="curbside-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def _check_certificate(settings: Settings) -> None:
    if settings.tls_cert is None and settings.tls_key is None:
        return
    if settings.tls_cert is None or settings.tls_key is None:
        raise UsageError(
            "A certificate and its key are needed together, and only one is set.",
            "Set both CURBSIDE_TLS_CERT and CURBSIDE_TLS_KEY, or neither.",
        )
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(settings.tls_cert, settings.tls_key)
    except OSError as error:  # ssl.SSLError is one
        reason = error.strerror or str(error)
        raise UsageError(
            f"The certificate {settings.tls_cert} with the key {settings.tls_key} cannot be used ({reason}).",
            "Name a PEM file each, the key without a pass phrase, that belong together.",
        ) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
