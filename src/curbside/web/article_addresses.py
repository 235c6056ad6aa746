"""Where an article's pages are."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def report_address(slug: str, reader: str, statement: str | None = None) -> str:
    """Where a reader reports a problem with an article in a rendering, or with one statement of it."""
    asked = {"reader": reader, **({"statement": statement} if statement else {})}
    return f"/articles/{quote(slug)}/report?{urlencode(asked)}"


def review_address(slug: str, reader: str = "", done: str = "", place: str = "") -> str:
    """The address of an article on the review desk."""
    said = {name: value for name, value in (("reader", reader), ("done", done)) if value}
    return f"/review/{quote(slug)}{f'?{urlencode(said)}' if said else ''}{f'#{place}' if place else ''}"
