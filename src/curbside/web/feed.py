"""The approved articles as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from curbside.articles.reading import Listed
from curbside.web.pages import article_address, for_readers

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
PATH = "/articles.atom"
MOST_ENTRIES = 50
# What no XML may hold, however it is written.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The day of a feed in which nothing has stood yet: it must name one, and the same each time.
_NEVER = "1970-01-01T00:00:00Z"


def articles_feed(articles: Sequence[Listed], base: str, site_name: str) -> bytes:
    """The feed; `base` is the site's address without a path.

    An entry says how an article was reviewed. What it says stands on its page, each sentence with what carries it.
    """
    feed = ET.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", base + PATH)
    _add(feed, "title", f"{site_name}: reviewed articles")
    _add(feed, "updated", max((one.updated for one in articles), default=_NEVER))
    _add(_add(feed, "author"), "name", site_name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=base + PATH)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{base}/articles")
    for one in articles:
        address = base + article_address(one.slug)
        entry = _add(feed, "entry")
        _add(entry, "id", address)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.updated)
        _add(entry, "link", rel="alternate", type="text/html", href=address)
        if one.topic:
            _add(entry, "category", term=_written(one.topic))
        _add(entry, "summary", _summary(one))
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _summary(one: Listed) -> str:
    due = f" To be reviewed again by {one.review_by}" if one.review_by else ""
    late = ", which has passed" if one.is_overdue else ""
    return f"Version {one.shown}, approved {for_readers(one.covered)}.{due}{late}{'.' if due else ''}"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = _written(text) if text is not None else None
    return child


def _written(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
