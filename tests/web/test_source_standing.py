"""How a source stands, changed by editors: shown before it is made, with a reason, told to the audit trail."""

from __future__ import annotations

import httpx
import pytest
from editing_desk import House
from webpage import Webpage

from curbside.index.locks import writer_lock

STANDING = "/sources/gout/standing"
NEWER = b"---\ntitle: Gout, second edition\nid: gout-2\nyear: 2025\nkind: guideline\n---\nGout is treated with rest.\n"


def change(house: House, verb: str, path: str = STANDING, **fields: str) -> httpx.Response:
    return house.browser().post(path, data={"change": verb, "reason": "Out of date", **fields})


def stands(house: House, document: str = "gout") -> str:
    source = house.engine.library().source(document)
    assert source is not None
    return source.reference.standing.value


def test_the_page_of_a_source_is_the_same_for_everybody_and_leads_editors_on(house: House) -> None:
    pages = [house.browser(role).get("/sources/gout").text for role in ("", "editor")]
    assert pages[0] == pages[1]
    assert Webpage(pages[0]).one("a", href=STANDING).text == "For editors: how this source stands"


def test_a_source_is_retired_and_restored_once_that_is_confirmed(house: House) -> None:
    asked = change(house, "retire")
    assert (asked.status_code, "Retire this source?" in asked.text) == (200, True)
    assert stands(house) == "current"
    done = change(house, "retire", confirmed="yes")
    assert (done.status_code, done.headers["location"]) == (303, STANDING)
    assert stands(house) == "retired"
    assert "Retired hereyes" in Webpage(house.browser().get(STANDING).text).text_of_main
    change(house, "restore", confirmed="yes")
    assert stands(house) == "current"
    entries = house.told()[-2:]
    assert [one.action for one in entries] == ["source_retire", "source_restore"]
    assert entries[0].detail == {"document": "gout", "reason": "Out of date"}
    assert entries[0].actor == "a-editor"


def test_a_newer_source_takes_the_place_of_an_older_one(house: House) -> None:
    house.add(house.read(("newer.md", NEWER)))
    asked = change(house, "supersede", by="gout-2")
    assert "Gout, second edition (Gout 2025) takes its place" in Webpage(asked.text).text_of_main
    assert stands(house) == "current"
    change(house, "supersede", by="gout-2", confirmed="yes")
    assert stands(house) == "superseded"
    assert house.told()[-1].detail == {"document": "gout", "reason": "Out of date", "by": "gout-2"}
    change(house, "restore", confirmed="yes")
    assert stands(house) == "current"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"change": "delete"}, "There is no such change."),
        ({"change": "retire", "reason": "  "}, "There is no reason."),
        ({"change": "retire", "reason": "x" * 501}, "more than 500 characters"),
        ({"change": "supersede", "by": "10.1000/unheld"}, "The library holds no source of that id"),
        ({"change": "supersede", "by": ""}, "The library holds no source of that id"),
        ({"change": "supersede", "by": "gout"}, "Both are one source."),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(house: House, fields: dict[str, str], why: str) -> None:
    sent = house.browser().post(STANDING, data={"reason": "Out of date", "confirmed": "yes", **fields})
    assert sent.status_code == 400
    assert why in Webpage(sent.text).one("p", id="problem").text
    assert stands(house) == "current"
    assert [one.action for one in house.told()] == ["account_added"]


def test_while_somebody_else_writes_the_page_says_who_and_the_trail_that_it_was_not_done(house: House) -> None:
    with writer_lock(house.engine.folder, 0):
        refused = change(house, "retire", confirmed="yes")
    assert refused.status_code == 503
    assert "is being written by process" in refused.text
    assert [one.action for one in house.told()][-2:] == ["source_retire", "source_retire_failed"]
    assert stands(house) == "current"


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("reviewer", 403), ("", 303)])
def test_only_editors_change_how_a_source_stands(house: House, role: str, status: int) -> None:
    fields = {"change": "retire", "reason": "Out of date", "confirmed": "yes"}
    assert house.browser(role).post(STANDING, data=fields).status_code == status
    assert stands(house) == "current"


def test_a_form_from_elsewhere_changes_nothing(house: House) -> None:
    fields = {"change": "retire", "reason": "Out of date", "confirmed": "yes", "csrf": "no"}
    assert house.browser().post(STANDING, data=fields).status_code == 403
    assert stands(house) == "current"


def test_a_source_that_is_not_held_has_no_standing(house: House) -> None:
    assert house.browser().get("/sources/unheld/standing").status_code == 404
