"""The scopes of API tokens, and what each allows to be done to articles."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from curbside.articles.states import Action
from curbside.errors import NotPermitted


class Scope(StrEnum):
    """What a token is for.

    Every token may read what its account sees; `read` allows nothing else. `review` allows what reviewers do with an
    article, `publish` what editors do, `manage` accounts, their profiles and their tokens.
    """

    READ = "read"
    REVIEW = "review"
    PUBLISH = "publish"
    MANAGE = "manage"


# What only follows from another verb (`give_way`) is asked of no token.
_SCOPES = {
    Action.CLAIM: Scope.REVIEW,
    Action.COMMENT: Scope.REVIEW,
    Action.EDIT: Scope.REVIEW,
    Action.REQUEST_CHANGES: Scope.REVIEW,
    Action.SUBMIT: Scope.REVIEW,
    Action.ENDORSE: Scope.REVIEW,
    Action.APPROVE: Scope.REVIEW,
    Action.PUBLISH: Scope.PUBLISH,
    Action.REFRESH: Scope.PUBLISH,
    Action.ASSIGN: Scope.PUBLISH,
    Action.RETIRE: Scope.PUBLISH,
}


def scope_for(action: Action) -> Scope | None:
    """The scope that lets a token use a verb; None for what is only a consequence of others."""
    return _SCOPES.get(action)


def check_scope(scopes: Collection[str], needs: Scope | Action) -> None:
    """Raise NotPermitted where a token of these scopes may not do what is needed."""
    scope = scope_for(needs) if isinstance(needs, Action) else needs
    if scope is Scope.READ or scope in scopes:
        return
    deed = needs.words if isinstance(needs, Action) else needs.value
    raise NotPermitted(
        f"This token may not {deed}: it is for {', '.join(scopes)}.",
        f"Issue another with --scope {scope}." if scope else "Do what that follows from.",
    )
