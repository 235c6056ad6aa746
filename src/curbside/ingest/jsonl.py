"""JSON lines, plain or gzip: one record a line, each a whole document.

`{"id", "title" or "question", "text" or "answer", "url", "source", …}`: the text is plain; blank lines part
paragraphs, lines that begin with a bullet are list items and go on in indented lines below. Keys of the
bibliographic record are read as in front matter; unknown keys are kept as metadata.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
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
    with_defaults,
)
from curbside.ingest.streams import Source, decode, name_of, open_binary

LONGEST_LINE = 20_000_000

_BULLET = re.compile(r"\s*(?:[-*•‣◦]|\d{1,2}[.)])\s+(?=\S)")


def read_jsonl(
    source: Source,
    on_skip: Callable[[CurbsideError], None] | None = None,
    *,
    lines_before: int = 0,
    defaults: Mapping[str, Any] | None = None,
) -> Iterator[Document]:
    """Read JSON lines, one document a line; empty lines are passed over.

    `lines_before` is how many lines of the file stand before what is read here; errors name lines of the file.
    `defaults` are keys for what a record leaves out.

    Without `on_skip`, the first line that cannot be taken raises UnreadableInput or IncompleteRecord; with
    it, the error is handed over and reading goes on. Damage to the file itself (a truncated gzip) raises in
    both cases, after every record before it was yielded.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        number = lines_before
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            try:
                if len(line) > LONGEST_LINE:
                    raise UnreadableInput(f"Line {number} of {name} is longer than 20 MB.", "Write one record a line.")
                document = _document(line, number, name, defaults)
            except CurbsideError as error:
                if on_skip is None or len(line) > LONGEST_LINE:
                    raise
                on_skip(error)
                continue
            if document is not None:
                yield document


def _document(line: bytes, number: int, name: str, defaults: Mapping[str, Any] | None) -> Document | None:
    if not line.strip():
        return None
    keys = _object(line, number, name)
    try:
        return _from_keys(keys, defaults, f"Line {number} of {name}")
    except IncompleteRecord as error:
        raise IncompleteRecord(f"Line {number} of {name}: {error.message}", error.hint) from error


def _from_keys(keys: dict[str, Any], defaults: Mapping[str, Any] | None, where: str) -> Document:
    body_key = "text" if keys.get("text") else "answer"
    body = keys.get(body_key)
    if not isinstance(body, str):
        body = ""
    refuse_own_output(keys, body, where)
    title_key = "title" if text_of(keys, "title") else "question"
    title = text_of(keys, title_key)
    if title is None:
        raise IncompleteRecord("The record has no title.", "Give it `title` or `question`.")
    used = RECORD_KEYS | {title_key, body_key}
    record = {**keys, "title": title}
    if text_of(keys, "publisher") is None and isinstance(keys.get("source"), str):
        record["publisher"] = keys["source"]
        used |= {"source"}
    record = with_defaults(record, defaults)
    reference = read_reference(record)
    builder = DocumentBuilder()
    _read_plain_text(body, builder)
    if not builder.has_statements:
        raise IncompleteRecord("The record has no text.", "Give it `text` or `answer`.")
    given = text_of(keys, "id") or f"text-{digest([title, clean(body)])[:16]}"
    return builder.document(
        document_id({"id": given}, reference),
        reference,
        metadata=plain_metadata(keys, used),
        **read_about(record),
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
    lines: list[str] = []
    lead_ins: tuple[Span, ...] = ()
    in_list = False

    def close() -> None:
        if lines and in_list:
            builder.list_item(" ".join(lines), lead_ins)
        elif lines:
            builder.paragraph(" ".join(lines))
        lines.clear()

    for line in clean(text).split("\n"):
        bullet = _BULLET.match(line)
        if bullet:
            close()
            if not in_list:
                lead_ins = builder.lead_in_for_list()
            in_list = True
            lines.append(line[bullet.end() :].strip())
        elif not line.strip():
            close()
        else:
            # An indented line right below a list item goes on with it; any other line ends the list.
            if in_list and not (lines and line[0].isspace()):
                close()
                in_list = False
            lines.append(line.strip())
    close()
