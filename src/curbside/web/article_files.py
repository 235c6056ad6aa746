"""An article as data: the API's object, and what is saved as a file. No account is named in either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from curbside.answer.markdown import answer_markdown, plain
from curbside.articles.reading import Reading


def article_object(read: Reading) -> dict[str, Any]:
    """The contract's JSON object of an article: the version shown, and its answer with the review."""
    version = read.version
    return {
        "slug": read.slug,
        "title": read.title,
        "question": read.question,
        "topic": read.topic,
        "created_at": read.created_at,
        "updated": read.updated,
        "state": read.state.value,
        "versions": list(read.numbers),
        "version": version.n,
        "version_state": version.state.value,
        "since": version.since,
        "digest": version.digest,
        "readers": list(version.readers),
        "covered": list(version.covered),
        "review_by": read.answer.review.review_by,
        "notices": list(read.answer.review.notices),
        "board_notes": [one.to_dict() for one in version.board_notes],
        "answer": read.answer.to_dict(),
    }


def article_file(read: Reading, form: str) -> str | None:
    """The whole article as "json" or "markdown"; None for a format that only holds references."""
    if form == "json":
        return json.dumps(article_object(read), ensure_ascii=False, indent=1) + "\n"
    if form == "markdown":
        return answer_markdown(read.answer) + "".join(_board_notes(read))
    return None


def _board_notes(read: Reading) -> Iterator[str]:
    if read.version.board_notes:
        yield "\n## Opinion of the advisory board, not evidence\n"
    for note in read.version.board_notes:
        quoted = "\n".join(f"> {plain(line)}".rstrip() for line in note.text.split("\n"))
        yield f"\n{quoted}\n>\n> {plain(note.author)}, {note.date}\n"
