"""Retire: an article is taken down for good; its history stays, and its question may be published anew."""

from __future__ import annotations

from curbside.articles.actor import Actor
from curbside.articles.comment import check_text
from curbside.articles.desk import Desk
from curbside.articles.states import Action, State
from curbside.articles.versions import find_article, move, states_of, version_in

_MOST_OF_A_REASON = 500


def retire(desk: Desk, actor: Actor, slug: str, reason: str | None = None) -> None:
    """Retire every version of an article that is not retired yet."""
    said = check_text(reason, "reason", _MOST_OF_A_REASON) if reason is not None else None
    with desk.database.write() as session:
        article = find_article(session, slug)
        # Says why not, where there is nothing to retire.
        version_in(session, article, *(state for state in State if state not in {State.NONE, State.RETIRED}))
        for version, state in states_of(session, article):
            if State(state.state) is not State.RETIRED:
                move(session, desk, actor, article, version, state, Action.RETIRE, reason=said)
        article.question_key = None
