"""Edit: what reviewers strike, move or word anew becomes a version of its own; no approval covers it yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from curbside.articles import schema
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.editing import apply_edits
from curbside.articles.edits import BoardNote, Edit
from curbside.articles.states import Action, Role, State, next_state
from curbside.articles.versions import (
    Draft,
    asked_of,
    board_notes_of,
    edits_of,
    find_article,
    make_version,
    version_in,
)
from curbside.errors import NotPermitted, UsageError

EDITABLE = (State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)


def edit(
    desk: Desk, actor: Actor, slug: str, edits: Sequence[Edit] = (), *, note: str | None = None, n: int | None = None
) -> int:
    """Make a version of the newest one with edits, or with a note of the board beside it; its number.

    `n` is the version that was read when the edits were made. Raises UsageError for an edit that may not be made.
    """
    if not edits and note is None:
        raise UsageError("Nothing is to be changed.", "Name an edit, or write a note.")
    with desk.database.write() as session:
        article = find_article(session, slug)
        version, state = version_in(session, article, *EDITABLE, n=n)
        next_state(Action.EDIT, State(state.state), actor.role)
        asked = asked_of(version)
        for one in edits:
            if one.reader not in asked:
                raise UsageError(f"There is no rendering for {one.reader!r}.", f"Use one of: {', '.join(asked)}.")
        every = [*edits_of(version), *edits]
        notes = board_notes_of(version)
        if note is not None:
            notes.append(BoardNote(_signature(session, actor), desk.today, note))
        shown = {reader: apply_edits(answer, every) for reader, answer in asked.items()}
        # What was struck, and why if that was said, is for the history to show.
        made = [{"edit": one.kind, "reader": one.reader, "of": _target(one)} for one in edits]
        reasons = [reason for one in edits if (reason := getattr(one, "reason", None))]
        detail = {"edits": made, "reasons": reasons, "note": note is not None}
        draft = Draft("edited", asked, shown, version.n, every, (), notes, detail)
        return make_version(session, desk, actor, article, draft).n


def _target(one: Edit) -> str:
    return str(getattr(one, "statement", None) or getattr(one, "section", ""))


def _signature(session: Session, actor: Actor) -> str:
    """How the author of a note is named; a note is the board's, and so is its author."""
    account = session.get(schema.Account, actor.account_id) if actor.account_id is not None else None
    if account is None or actor.role is not Role.REVIEWER:
        raise NotPermitted("Only a reviewer signs a note of the board.", "Write a comment instead.")
    return ", ".join(filter(None, (account.full_name or account.name, account.credentials)))
