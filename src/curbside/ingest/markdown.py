"""Markdown with YAML front matter: the format of the starter pack, and the one a clinician can write.

The front matter is the bibliographic record. In the body, headings make sections, paragraphs and list items
make statements, a list keeps the sentence before it when that ends in a colon, and a pipe table keeps its
caption (`Table: …` on the line above it), its header and its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from curbside.errors import IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.text import Span, clean
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.own_output import refuse_own_output
from curbside.ingest.records import (
    RECORD_KEYS,
    document_id,
    plain_metadata,
    read_about,
    read_reference,
    with_defaults,
)
from curbside.ingest.streams import Source, name_of, read_text
from curbside.ingest.yaml_keys import read_yaml_keys

LARGEST_FILE = 50_000_000
LARGEST_FRONT_MATTER = 100_000
# markdown-it drops what is nested deeper; its own limit of 20 would lose the tenth level of a list.
DEEPEST_NESTING = 40

_CAPTION = re.compile(r"^table\s*[\d.]*\s*[:.]\s*", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Tags by name and with well-formed attributes only: "a<b and c>d" and "age < 18, weight > 80 kg" are words.
_TAG = re.compile(
    r"""</?(?:a|abbr|b|big|blockquote|br|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure
    |font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot
    |th|thead|tr|tt|u|ul|var|wbr)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[\w#./:-]+))*\s*/?>""",
    re.IGNORECASE | re.VERBOSE,
)
_SUPERSCRIPT = re.compile(r"<sup\s*>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_markdown(source: Source, *, defaults: Mapping[str, Any] | None = None) -> Iterator[Document]:
    """Read one Markdown file; `defaults` are keys for what its record leaves out.

    Yields one document. Raises UnreadableInput when it is not UTF-8, has no or malformed front matter, or no
    statement; IncompleteRecord when the record lacks a title or holds a malformed value; OwnOutput when
    Curbside itself wrote it.
    """
    name = name_of(source)
    text = clean(read_text(source, LARGEST_FILE))
    # An export may have lost its front matter; that is no reason to ask for some.
    refuse_own_output({}, text, name)
    keys, body = split_front_matter(text, name)
    refuse_own_output(keys, body, name)
    keys = with_defaults(keys, defaults)
    reference = read_reference(keys)
    builder = DocumentBuilder()
    _Body(builder).read(body)
    if not builder.has_statements:
        raise UnreadableInput(f"{name} has a record but no text.", "Write its statements below the front matter.")
    yield builder.document(
        document_id(keys, reference),
        reference,
        metadata=plain_metadata(keys, RECORD_KEYS),
        **read_about(keys),
    )


def read_front_matter(source: Source) -> dict[str, Any]:
    """The record of one Markdown file as it is written; raises as `read_markdown` does."""
    return split_front_matter(clean(read_text(source, LARGEST_FILE)), name_of(source))[0]


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """Part a file into its front matter, as a mapping, and its body."""
    hint = "Begin the file with `---`, the record as `key: value` lines, and `---` (see docs/authoring.md)."
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        raise UnreadableInput(f"{name} has no front matter.", hint)
    if len(match[1]) > LARGEST_FRONT_MATTER:
        raise UnreadableInput(f"The front matter of {name} is over 100,000 characters.", hint)
    keys = read_yaml_keys(match[1], f"The front matter of {name}", hint, lines_before=1)
    if not str(keys.get("title") or "").strip():
        raise IncompleteRecord(f"The front matter of {name} has no title.", "Add `title:` to it.")
    return keys, text[match.end() :]


class _Body:
    """Walks markdown-it's flat token list and tells the builder what it meets."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self.builder = builder
        self.caption: str | None = None

    def read(self, body: str) -> None:
        tokens = MarkdownIt("commonmark", {"maxNesting": DEEPEST_NESTING}).enable("table").parse(body)
        self._blocks(tokens, 0, len(tokens))

    def _blocks(self, tokens: list[Token], at: int, end: int) -> None:
        while at < end:
            token = tokens[at]
            close = _closing(tokens, at)
            if token.type == "heading_open":
                self._keep_caption()
                self.builder.heading(int(token.tag[1]), _plain(tokens[at + 1]))
            elif token.type == "paragraph_open":
                self._paragraph(_plain(tokens[at + 1]))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self._keep_caption()
                self._list(tokens, at + 1, close, self.builder.lead_in_for_list())
            elif token.type == "table_open":
                self._table(tokens, at + 1, close)
            elif token.type == "blockquote_open":
                self._blocks(tokens, at + 1, close)
            elif token.type == "html_block":
                self._paragraph(_without_tags(token.content))
            elif token.type in ("fence", "code_block"):
                self._keep_caption()
                for line in token.content.splitlines():
                    self.builder.paragraph(line)
            at = close + 1
        self._keep_caption()

    def _paragraph(self, text: str) -> None:
        self._keep_caption()
        # A line "Table: …" at the end of a paragraph is held back: it belongs to the table if one follows.
        head, _, last = text.rpartition("\n")
        if _CAPTION.match(last):
            if head:
                self.builder.paragraph(head)
            self.caption = last
        else:
            self.builder.paragraph(text)

    def _keep_caption(self) -> None:
        if self.caption is not None:
            self.builder.paragraph(self.caption)
            self.caption = None

    def _list(self, tokens: list[Token], at: int, end: int, lead_ins: tuple[Span, ...]) -> None:
        while at < end:
            close = _closing(tokens, at)
            self._item(tokens, at + 1, close, lead_ins)
            at = close + 1

    def _item(self, tokens: list[Token], at: int, end: int, lead_ins: tuple[Span, ...]) -> None:
        below = lead_ins
        while at < end:
            close = _closing(tokens, at)
            if tokens[at].type == "paragraph_open":
                item = self.builder.list_item(_plain(tokens[at + 1]), lead_ins if below == lead_ins else ())
                # What is nested under an item hangs on it and on all that it hangs on itself.
                below = (*lead_ins, item) if item is not None else below
            elif tokens[at].type in ("bullet_list_open", "ordered_list_open"):
                self._list(tokens, at + 1, close, below)
            else:
                self._blocks(tokens, at, close + 1)
            at = close + 1

    def _table(self, tokens: list[Token], at: int, end: int) -> None:
        caption, self.caption = self.caption, None
        rows: list[list[str]] = []
        for i in range(at, end):
            if tokens[i].type == "tr_open":
                rows.append([])
            elif tokens[i].type == "inline":
                rows[-1].append(_plain(tokens[i]))
        if rows:
            self.builder.table(_CAPTION.sub("", caption) if caption else None, rows[0], rows[1:])


def _closing(tokens: list[Token], at: int) -> int:
    """Index of the token that closes the one at `at` (itself, if it does not nest)."""
    depth = 0
    for i in range(at, len(tokens)):
        depth += tokens[i].nesting
        if depth == 0:
            return i
    return len(tokens) - 1


def _plain(inline: Token) -> str:
    """An inline token's words, without emphasis, link targets or tags."""
    parts = []
    for token in inline.children or []:
        if token.type in ("text", "code_inline", "image"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append("\n")
        elif token.type == "hardbreak":
            parts.append(" ")
        elif token.type == "html_inline":
            parts.append(_inline_tag(token.content))
    return "".join(parts)


def _inline_tag(tag: str) -> str:
    """What is left of a tag in the middle of a line: 10<sup>9</sup> is 10^9, never 109."""
    if _SUPERSCRIPT.fullmatch(tag):
        return "^"
    if _BREAK_TAG.fullmatch(tag):
        return " "
    return "" if _TAG.fullmatch(tag) or tag.startswith("<!--") else tag


def _without_tags(html: str) -> str:
    """The words of a block of HTML; what only looks like a tag stays."""
    return _TAG.sub(" ", _SUPERSCRIPT.sub("^", _COMMENT.sub("", html)))
