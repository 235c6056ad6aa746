"""What a Word file's styles mean: headings, captions and lists by inheritance, whatever the language they are named in.

Word keeps the English name of a built-in style beside its localised id ("berschrift1" is "heading 1"), and a style
that somebody made says what it is by what it is based on or by its outline level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from curbside.ingest.docx_package import W

_LONGEST_CHAIN = 20
_BODY_TEXT = 9  # a deeper outline level says that it is no heading


def w(name: str) -> str:
    """A name in Word's namespace, as lxml writes it."""
    return f"{{{W}}}{name}"


def value_of(element: Any, path: str) -> str | None:
    """The value of a property, None if it is not there."""
    found = element.find("/".join(w(step) for step in path.split("/"))) if element is not None else None
    return found.get(w("val")) if found is not None else None


def is_on(element: Any, path: str) -> bool:
    """Whether a property that is either on or off is there and on."""
    found = element.find("/".join(w(step) for step in path.split("/"))) if element is not None else None
    return found is not None and found.get(w("val"), "true") not in ("0", "false", "off", "none")


@dataclass(slots=True)
class Styles:
    """The styles of one file, looked up by id."""

    by_id: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Any) -> Styles:
        """The styles of a styles part; none without one."""
        found = root.iter(w("style")) if root is not None else ()
        return cls({one.get(w("styleId")): one for one in reversed(list(found)) if one.get(w("styleId"))})

    def chain(self, style_id: str | None) -> Iterator[Any]:
        """A style and those that it is based on, nearest first."""
        for _ in range(_LONGEST_CHAIN):
            style = self.by_id.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = value_of(style, "basedOn")

    def names(self, style_id: str | None) -> list[str]:
        """The names of a style and of those it is based on, in lower case; its id where it has no name."""
        names = [(value_of(one, "name") or one.get(w("styleId"))).lower() for one in self.chain(style_id)]
        return names or ([re.sub(r"(?<=[a-z])(?=[A-Z\d])", " ", style_id).lower()] if style_id else [])

    def heading_level(self, paragraph: Any) -> int | None:
        """The level of a heading, from 1; None for what is no heading."""
        properties = paragraph.find(w("pPr"))
        style_id = value_of(properties, "pStyle")
        direct = _outline(value_of(properties, "outlineLvl"))
        if direct is not None:
            return direct if direct <= _BODY_TEXT else None
        for name, style in zip_longest(self.names(style_id), self.chain(style_id)):
            if named := re.fullmatch(r"heading ([1-9])", name):
                return int(named.group(1))
            inherited = _outline(value_of(style, "pPr/outlineLvl"))
            if inherited is not None:
                return inherited if inherited <= _BODY_TEXT else None
        return None

    def numbering(self, paragraph: Any) -> tuple[str, str | None, str | None] | None:
        """A paragraph's list, its level, and the style that said so; None outside lists."""
        properties = paragraph.find(w("pPr"))
        style_id = value_of(properties, "pStyle")
        for holder, said_by in (
            (properties, None),
            *((one.find(w("pPr")), one.get(w("styleId"))) for one in self.chain(style_id)),
        ):
            number = value_of(holder, "numPr/numId")
            if number is not None:
                level = value_of(holder, "numPr/ilvl")
                return (number, level, said_by) if number != "0" else None
        return None

    def hides(self, style_id: str | None) -> bool:
        """Whether a style hides its text."""
        return any(is_on(one, "rPr/vanish") for one in self.chain(style_id))

    def raised(self, style_id: str | None) -> str | None:
        """How a character style raises or lowers its text."""
        return next((found for one in self.chain(style_id) if (found := value_of(one, "rPr/vertAlign"))), None)

    def marks_first_row(self, style_id: str | None) -> bool:
        """Whether a table style sets its first row apart."""
        return any(
            part.get(w("type")) == "firstRow" for one in self.chain(style_id) for part in one.iter(w("tblStylePr"))
        )


def _outline(written: str | None) -> int | None:
    return int(written) + 1 if written is not None and re.fullmatch(r"\d", written) else None
