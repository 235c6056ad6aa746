"""Pages as responses."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.responses import HTMLResponse

from curbside.web.csrf import with_tokens
from curbside.web.html import page_html
from curbside.web.pages import Page
from curbside.web.site import Site

# How a page may be asked for.
PAGE_METHODS = ["GET", "HEAD"]


def page_response(page: Page, site: Site, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page as it is served."""
    return HTMLResponse(served_html(page, site), headers=dict(headers) if headers else None)


def served_html(page: Page, site: Site) -> str:
    """A page with a place for the token in every form that is posted."""
    return with_tokens(page_html(page, site))
