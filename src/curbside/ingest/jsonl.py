"""JSON lines, plain or gzip: one record a line, each a whole document.

`{"id", "title" or "question", "text" or "answer", "url", "source", …}`: the text is plain; blank lines part
paragraphs, lines that begin with a bullet are list items. Keys of the bibliographic record are read as in
front matter; unknown keys are kept as metadata.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.digest import digest
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
    text_of,
)
from curbside.ingest.streams import Source, decode, name_of, open_binary

LONGEST_LINE = 20_000_000

_USED = RECORD_KEYS | {"question", "text", "answer", "source"}
_BULLET = re.compile(r"\s*(?:[-*•‣◦]|\d{1,2}[.)])\s+(?=\S)")


def read_jsonl(source: Source, on_skip: Callable[[CurbsideError], None] | None = None) -> Iterator[Document]:
    """Read JSON lines, one document a line; empty lines are passed over.

    Without `on_skip`, the first line that cannot be taken raises UnreadableInput or IncompleteRecord; with
    it, the error is handed over and reading goes on. Damage to the file itself (a truncated gzip) raises in
    both cases, after every record before it was yielded.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            try:
                if len(line) > LONGEST_LINE:
                    raise UnreadableInput(f"Line {number} of {name} is longer than 20 MB.", "Write one record a line.")
                document = _document(line, number, name)
            except CurbsideError as error:
                if on_skip is None or len(line) > LONGEST_LINE:
                    raise
                on_skip(error)
                continue
            if document is not None:
                yield document


def _document(line: bytes, number: int, name: str) -> Document | None:
    if not line.strip():
        return None
    keys = _object(line, number, name)
    refuse_own_output(keys, "", f"line {number} of {name}")
    title = text_of(keys, "title") or text_of(keys, "question")
    body = keys.get("text", keys.get("answer"))
    if title is None:
        raise IncompleteRecord(f"Line {number} of {name} has no title.", "Give it `title` or `question`.")
    if not isinstance(body, str) or not body.strip():
        raise IncompleteRecord(f"Line {number} of {name} has no text.", "Give it `text` or `answer`.")
    keys = {**keys, "title": title}
    if "publisher" not in keys and isinstance(keys.get("source"), str):
        keys["publisher"] = keys["source"]
    try:
        reference = read_reference(keys)
    except IncompleteRecord as error:
        raise IncompleteRecord(f"Line {number} of {name}: {error.message}", error.hint) from error
    builder = DocumentBuilder()
    _read_plain_text(body, builder)
    given = text_of(keys, "id") or f"text-{digest([title, body])[:16]}"
    return builder.document(
        document_id({"id": given}, reference),
        reference,
        metadata=plain_metadata(keys, _USED),
        **read_about(keys),
    )


def _object(line: bytes, number: int, name: str) -> dict[str, Any]:
    text = decode(line, name, number)
    try:
        keys = json.loads(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too large a number"
        raise UnreadableInput(
            f"Line {number} of {name} is not JSON ({what}).", "Write one JSON object a line."
        ) from error
    if not isinstance(keys, dict):
        raise UnreadableInput(
            f"Line {number} of {name} is not a JSON object.",
            'Write one object a line, like {"title": "…", "text": "…"}.',
        )
    return keys


def _read_plain_text(text: str, builder: DocumentBuilder) -> None:
    paragraph: list[str] = []
    lead_in: Span | None = None

    def close() -> None:
        if paragraph:
            builder.paragraph(" ".join(paragraph))
            paragraph.clear()

    in_list = False
    for line in clean(text).split("\n"):
        bullet = _BULLET.match(line)
        if bullet:
            close()
            if not in_list:
                lead_in = builder.lead_in_for_list()
            builder.list_item(line[bullet.end() :], lead_in)
            in_list = True
        elif line.strip():
            paragraph.append(line.strip())
            in_list = False
        else:
            close()
    close()
