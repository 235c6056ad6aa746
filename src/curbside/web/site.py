"""The site as its owner names it: name, logo, disclaimer, and where its texts are."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curbside.answer.wording import wording
from curbside.errors import UsageError

if TYPE_CHECKING:
    from curbside.settings import Settings

LARGEST_LOGO = 256 * 1024
DEFAULT_NAME = "Curbside"

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}svg"
# What makes a drawing do more than be looked at.
_ACTIVE = {"script", "foreignObject", "iframe", "handler", "set", "animate"}
_FETCHES = re.compile(r"@import|\burl\(\s*['\"]?\s*(?!['\"\s]*#)", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """An image that was looked at: its bytes and its media type."""

    content: bytes
    media_type: str

    @property
    def path(self) -> str:
        """Where it is served."""
        return "/static/logo.svg" if "svg" in self.media_type else "/static/logo.png"

    @cached_property
    def address(self) -> str:
        """Where a page finds it; another image has another address."""
        return f"{self.path}?v={hashlib.sha256(self.content).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says of the site that it belongs to.

    `texts` are the folders in which the owner's texts are looked for, in this order.
    """

    name: str = DEFAULT_NAME
    disclaimer: str = wording()["disclaimer"]
    logo: Logo | None = None
    texts: tuple[Path, ...] = ()


def site_of(settings: Settings, library: Path) -> Site:
    """The site that the settings describe.

    Raises UsageError when the logo or the folder of texts cannot be used.
    """
    if settings.texts is not None and not settings.texts.is_dir():
        raise UsageError(f"There is no folder {settings.texts}.", "Make it, or change or unset CURBSIDE_TEXTS.")
    return Site(
        name=settings.site_name,
        disclaimer=settings.disclaimer or wording()["disclaimer"],
        logo=read_logo(settings.site_logo) if settings.site_logo is not None else None,
        texts=(*filter(None, [settings.texts]), library),
    )


def read_logo(path: Path) -> Logo:
    """Read an SVG or PNG file that is no larger than a logo needs to be and does nothing but be seen.

    Raises UsageError when it is anything else.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})") from error
    if len(content) > LARGEST_LOGO:
        raise _unusable(path, f"is larger than {LARGEST_LOGO // 1024} kB")
    if content.startswith(_PNG):
        return Logo(content, "image/png")
    _check_drawing(path, content)
    return Logo(content, "image/svg+xml")


def _check_drawing(path: Path, content: bytes) -> None:
    # Here, so that those who show no drawing need not wait for it.
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unusable(path, "is neither PNG nor SVG") from error
    if root.tag != _SVG:
        raise _unusable(path, "is neither PNG nor SVG")
    parts = [*root.itersiblings(preceding=True), *root.iter()]
    if root.getroottree().docinfo.internalDTD is not None or any(map(_acts, parts)):
        raise _unusable(path, "is an SVG that holds scripts, animations or addresses")


def _acts(element: Any) -> bool:
    """Whether an element runs, moves or fetches something."""
    if not isinstance(element.tag, str):
        return "xml-stylesheet" in str(element)
    name, text = _local(element.tag), element.text or ""
    if name in _ACTIVE or (name == "style" and _FETCHES.search(text)):
        return True
    return any(_attribute_acts(_local(str(one)).lower(), str(value)) for one, value in element.attrib.items())


def _attribute_acts(name: str, value: str) -> bool:
    elsewhere = name in {"href", "src"} and not value.strip().startswith("#")
    return name.startswith("on") or elsewhere or bool(_FETCHES.search(value))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _unusable(path: Path, why: str) -> UsageError:
    return UsageError(f"The logo {path} {why}.", "Set CURBSIDE_SITE_LOGO to a small SVG or PNG file, or unset it.")
