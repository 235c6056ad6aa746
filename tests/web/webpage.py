"""A page as its tests read it: tags with their attributes, and the text inside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.testclient import TestClient

METASTASES = "What are the classic areas of metastasis for neuroendocrine tumors?"

_EMPTY = {"meta", "link", "input", "br", "img"}


@dataclass(eq=False)
class Tag:
    name: str
    attributes: dict[str, str]
    parents: tuple[str, ...] = ()
    within: tuple[Tag, ...] = field(default=(), repr=False)
    parts: list[str] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


class Webpage(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.misnested: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        one = Tag(tag, attributes, tuple(t.name for t in self._open), tuple(self._open))
        self.tags.append(one)
        if tag not in _EMPTY:
            self._open.append(one)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop().name != tag:
            self.misnested.append(tag)

    def handle_data(self, data: str) -> None:
        for one in self._open:
            one.parts.append(data)

    @property
    def unclosed(self) -> list[str]:
        return [tag.name for tag in self._open]

    def all(self, tag: str, /, **attributes: str) -> list[Tag]:
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [t for t in self.tags if t.name == tag and wanted.items() <= t.attributes.items()]

    def one(self, tag: str, /, **attributes: str) -> Tag:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} <{tag}> with {attributes}"
        return found[0]

    def tags_in(self, outer: Tag, tag: str) -> list[Tag]:
        """The tags of that name within another one."""
        return [t for t in self.tags if t.name == tag and outer in t.within]

    @property
    def headings(self) -> list[str]:
        return [tag.text for tag in self.tags if tag.name in ("h1", "h2", "h3")]

    @property
    def text_of_main(self) -> str:
        return self.one("main").text

    @property
    def ids(self) -> list[str]:
        return [tag["id"] for tag in self.tags if "id" in tag.attributes]

    @property
    def external(self) -> list[Tag]:
        """Every tag that names another host."""
        named = (tag.attributes.get(key, "") for tag in self.tags for key in ("href", "src", "action"))
        hosts = {address for address in named if urlsplit(address).netloc}
        return [t for t in self.tags if {t.attributes.get(k, "") for k in ("href", "src", "action")} & hosts]


class Browser(TestClient):
    """A client that fills in forms as a browser does: with the token of a page that it was sent."""

    def post(self, url: Any, **options: Any) -> httpx.Response:
        fields = options.get("data")
        if isinstance(fields, dict) and "csrf" not in fields:
            options["data"] = {**fields, "csrf": self.token()}
        return super().post(url, **options)

    def token(self) -> str:
        return Webpage(self.get("/nothing").text).all("input", name="csrf")[0]["value"]
