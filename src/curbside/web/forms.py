"""Forms as browsers send them, without a further dependency."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qs

from fastapi import HTTPException, Request

from curbside.errors import UsageError
from curbside.web.csrf import FIELD, visitor_of

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form that was sent from a page of ours; of a field that is sent twice, the last.

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
    sent = {name: values[-1] for name, values in fields.items()}
    visitor_of(request.scope).check(sent.pop(FIELD, ""))
    return sent
