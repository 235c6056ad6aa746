"""The owner's texts: the editorial policy and what the site says about itself, written in Markdown."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

import nh3
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from curbside.errors import CurbsideError
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.site import Site

log = logging.getLogger("curbside.web")

LARGEST_TEXT = 200_000

# Only lines of keys: a text may begin with a line of dashes, too.
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n((?:[\w-]+:.*\n|#.*\n|[ \t]*\n)*)---[ \t]*(?:\n|\Z)")
_CHANGED = re.compile(r"^changed:[ \t]*['\"]?([0-9]{4}-[0-9]{2}-[0-9]{2})['\"]?[ \t]*$", re.MULTILINE)
_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
# What the page around a text uses itself.
_TAKEN = {"main", "contents"}


class TextUnusable(CurbsideError):
    """A text of the owner's cannot be shown."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text, and where a link to it leads."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text of the owner's; `html` is sanitised. `changed` is the ISO date of its last change, None if not known."""

    template: ClassVar[str] = "policy.html"

    title: str
    html: Markup
    headings: Sequence[Heading]
    changed: str | None
    is_default: bool


def text_routes(site: Site) -> APIRouter:
    """The routes of the owner's texts and logo."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.api_route("/editorial-policy", methods=PAGE_METHODS)
    def editorial_policy() -> HTMLResponse:
        return page_response(text_page("editorial-policy.md", site.texts), site)

    @router.api_route("/about", methods=PAGE_METHODS)
    def about() -> HTMLResponse:
        return page_response(text_page("about.md", site.texts), site)

    if site.logo is not None:
        logo = site.logo

        @router.api_route(logo.path, methods=PAGE_METHODS)
        def site_logo() -> Response:
            return Response(logo.content, media_type=logo.media_type)

    return router


def text_page(name: str, folders: Sequence[Path]) -> TextPage:
    """The text of that name from the first folder that has it, else the one that ships.

    It is read again when it was changed. Raises TextUnusable when it cannot be shown.
    """
    for folder in folders:
        path = folder / name
        try:
            state = path.stat()
        except OSError:
            continue
        return _named(_owner_text(path, state.st_mtime_ns, state.st_size), name)
    return _shipped_text(name)


def _named(page: TextPage, name: str) -> TextPage:
    """A text with a title, be it that of its file."""
    return page if page.title else replace(page, title=Path(name).stem.replace("-", " ").capitalize())


@lru_cache(maxsize=16)
def _owner_text(path: Path, changed_ns: int, size: int) -> TextPage:
    try:
        if size > LARGEST_TEXT:
            raise ValueError(f"it is larger than {LARGEST_TEXT // 1000} kB")
        written = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        log.error("The text %s cannot be shown: %s", path, error)
        raise TextUnusable(
            "The text of this page cannot be shown.", "Whoever runs this server finds the reason in its log."
        ) from error
    changed = datetime.fromtimestamp(changed_ns / 1e9, UTC).date().isoformat()
    return read_text_page(written, changed, is_default=False)


@lru_cache(maxsize=4)
def _shipped_text(name: str) -> TextPage:
    return read_text_page(files("curbside.web").joinpath("texts", name).read_text("utf-8"), None, is_default=True)


def read_text_page(written: str, changed: str | None, *, is_default: bool) -> TextPage:
    """Markdown as a page; a `changed:` in its front matter says when it was changed, whatever its file says."""
    front = _FRONT_MATTER.match(written)
    said = _CHANGED.search(front[1]) if front else None
    tokens = _MARKDOWN.parse(written[front.end() :] if front else written)
    title, headings = _anchored(tokens)
    html = nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}, **{f"h{level}": {"id"} for level in range(2, 7)}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return TextPage(title, Markup(html), headings, said[1] if said else changed, is_default)


# Tags in a text are shown as they are typed; only Markdown makes any.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def _anchored(tokens: list[Token]) -> tuple[str, list[Heading]]:
    """Take the first heading out as the title, give every other an id; the ids of the second level are listed."""
    title, headings, taken = "", [], set(_TAKEN)
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = _plain(tokens[at + 1])
        if token.tag == "h1" and not title:
            title = text
            for one in tokens[at : at + 3]:
                one.hidden, one.content, one.children = True, "", []
            continue
        if token.tag == "h1":
            token.tag = tokens[at + 2].tag = "h2"  # the page has one title
        anchor = _anchor(text, taken)
        token.attrSet("id", anchor)
        if token.tag == "h2":
            headings.append(Heading(text, anchor))
    return title, headings


def _plain(inline: Token) -> str:
    return "".join(one.content for one in inline.children or () if one.type in {"text", "code_inline"}).strip()


def _anchor(text: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode("ascii")
    name = "-".join(re.findall(r"[a-z0-9]+", plain)) or "part"
    anchor, number = name, 2
    while anchor in taken:
        anchor, number = f"{name}-{number}", number + 1
    taken.add(anchor)
    return anchor
