"""What a visit must never do: ask for anything outside the server, or leave an error in the browser's console."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, Route, WebError

_FAILED_LOAD = "Failed to load resource"


@dataclass
class Watch:
    """Looks over one browser context from its start; `complaints` is what went wrong in it so far."""

    context: BrowserContext
    address: str
    requested: list[str] = field(default_factory=list)
    _complaints: list[str] = field(default_factory=list)
    _failed_loads: list[str] = field(default_factory=list)
    _error_pages: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context.on("request", lambda request: self.requested.append(request.url))
        self.context.on("response", self._on_response)
        self.context.on("console", self._on_console)
        self.context.on("weberror", self._on_error)
        self.context.route(lambda address: not self._is_ours(address), self._on_outside)

    @property
    def complaints(self) -> list[str]:
        """What was asked for outside, and every error, uncaught or in the console."""
        # An error page is a response of status 404 or so, which the browser notes as a failed load.
        failed = [f"failed to load {address}" for address in self._failed_loads if address not in self._error_pages]
        outside = [f"asked for {address}" for address in self.requested if not self._is_ours(address)]
        return [*self._complaints, *failed, *outside]

    def _is_ours(self, address: str) -> bool:
        return address.startswith(f"{self.address}/")

    def _on_outside(self, route: Route) -> None:
        self._complaints.append(f"asked for {route.request.url}")
        route.abort()

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._error_pages.add(response.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if message.text.startswith(_FAILED_LOAD):
            self._failed_loads.append(message.location["url"])
        else:
            self._complaints.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self._complaints.append(f"uncaught: {error.error}")
