"""Pages as responses."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.responses import HTMLResponse

from curbside.web.html import page_html
from curbside.web.pages import Page
from curbside.web.site import Site

# How a page may be asked for.
PAGE_METHODS = ["GET", "HEAD"]


def page_response(page: Page, site: Site, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page as it is served."""
    return HTMLResponse(page_html(page, site), headers=dict(headers) if headers else None)
