"""Forms as browsers send them, without a further dependency."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qs

from fastapi import HTTPException, Request

from curbside.errors import UsageError
from curbside.web.csrf import FIELD, visitor_of

_FORM = "application/x-www-form-urlencoded"
# The form of the review desk has three fields for each statement of an article.
_MOST_FIELDS = 2_000


class Form(dict[str, str]):
    """The fields of a form; of a field that is sent twice the last, unless all are asked for."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__({name: values[-1] for name, values in fields.items()})
        self._fields = fields

    def all(self, name: str) -> list[str]:
        """Every value of a field, in the order in which they were sent."""
        return list(self._fields.get(name, ()))

    def said(self, name: str) -> str | None:
        """The value of a field without space around it, None where it is empty or not there."""
        return self.get(name, "").strip() or None


async def read_form(request: Request) -> Form:
    """The fields of a form that was sent from a page of ours.

    Raises UsageError when there are more fields than any form here has, FormNotFromHere when it came from elsewhere.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise UsageError("The form has too many fields.", "Send it again from the page.") from None
    visitor_of(request.scope).check(fields.pop(FIELD, [""])[-1])
    return Form(fields)
