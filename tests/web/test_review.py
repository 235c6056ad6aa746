"""The review desk, as its people meet it: who may do what, what is refused and why, nothing written is lost."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from review_room import PEOPLE, ReviewRoom
from webpage import METASTASES, Browser, Webpage

from articles.desks import deeds, told
from curbside.articles import audit
from curbside.articles.assign import assign
from curbside.articles.comment import comment
from curbside.articles.decide import Check, approve, request_changes, submit
from curbside.articles.edit import edit
from curbside.articles.queue import Urgency, queue
from curbside.articles.reading import rendering, show_article
from curbside.articles.report import a_reader, report
from curbside.articles.statements import statement_ids
from curbside.articles.states import Action, Role, State, roles_for
from curbside.errors import UsageError
from curbside.web.article_addresses import report_address
from curbside.web.review import moved

OTHER_QUESTION = "How is conjunctivitis treated in children?"
DECLARED = {"covers": "clinician", "check": [one.value for one in Check]}


def shown(response: httpx.Response, status: int = 200) -> Webpage:
    """A page of that status, well formed, without script or style of its own."""
    assert response.status_code == status, response.text[:2_000]
    page = Webpage(response.text)
    assert not page.misnested
    assert not page.unclosed
    assert not [tag for tag in page.tags if any(one == "style" or one.startswith("on") for one in tag.attributes)]
    assert len(page.ids) == len(set(page.ids))
    return page


def says(page: Webpage) -> str:
    """What a page tells whoever it was not done for."""
    return next(tag.text for tag in page.tags if tag.attributes.get("role") == "alert")


def form_of(page: Webpage, action: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser sends them back."""
    form = next(one for one in page.all("form") if one["action"].endswith(action))
    return {one["name"]: one["value"] for one in page.tags_in(form, "input") if one["type"] == "hidden"}


def state_of(room: ReviewRoom) -> State:
    return show_article(room.desk, room.article, Role.ADMIN).versions[-1].state


def statement_of(room: ReviewRoom, place: int = 0) -> str:
    return tuple(statement_ids(rendering(room.desk, room.article, Role.ADMIN)))[place]


# -- who may do what

SENT: dict[str, tuple[Action, dict[str, Any]]] = {
    "comment": (Action.COMMENT, {"text": "Beside the point."}),
    "resolve": (Action.COMMENT, {"number": "1"}),
    "dealt-with": (Action.COMMENT, {"number": "1", "note": "Mended."}),
    "edit": (Action.EDIT, {"n": "1"}),
    "approve": (Action.APPROVE, {"n": "1", **DECLARED}),
    "request-changes": (Action.REQUEST_CHANGES, {"n": "1", "reason": "Too long."}),
    "submit": (Action.SUBMIT, {"n": "1"}),
    "claim": (Action.CLAIM, {}),
    "assign": (Action.ASSIGN, {"reviewer": "raj"}),
    "retire": (Action.RETIRE, {"reason": "Replaced."}),
    "refresh": (Action.REFRESH, {}),
}


NEVER = {("submit", "rosa"), ("submit", "raj")}


def prepared(room: ReviewRoom, verb: str) -> dict[str, Any]:
    """The article where the verb leads on from, and the form to send."""
    form = {"reader": "clinician", **SENT[verb][1]}
    rosa, erin = room.people["rosa"], room.people["erin"]
    if verb == "resolve":
        comment(room.desk, rosa, room.article, "Which year?")
    if verb == "dealt-with":
        report(room.desk, a_reader("pages"), room.article, "The figure is wrong.")
    if verb == "edit":
        form |= {f"strike.{statement_of(room, -1)}": "yes"}
    if verb in ("approve", "request-changes", "submit"):
        assign(room.desk, erin, room.article, "rosa")
    if verb == "submit":
        request_changes(room.desk, rosa, room.article, "Shorter, please.")
    return form


@pytest.mark.parametrize("verb", SENT)
def test_who_may_not_is_refused_and_told_and_who_may_is_served(room: ReviewRoom, verb: str) -> None:
    form, action = prepared(room, verb), SENT[verb][0]
    path = f"/review/{room.article}/{verb}"
    before = len(told(room.desk))
    assert room.browser().post(path, data=form).headers["location"] == "/login?next=%2Freview"
    # Whoever handed the article in is refused some of it for that alone: the other editor is asked.
    refused = [name for name, role in PEOPLE.items() if role not in roles_for(action) and name != "erin"]
    for name in refused:
        page = shown(room.browser(name).post(path, data=form), 403)
        assert "may not" in page.one("main").text or "is not enough" in page.one("main").text
    assert [name for name in refused if name == "rhea"]
    assert len([one for one in told(room.desk) if not one.action.startswith("signed")]) == before
    # Another reviewer than who handed it in does not hand it in again.
    allowed = next(name for name, role in PEOPLE.items() if role in roles_for(action) and (verb, name) not in NEVER)
    response = room.browser(allowed).post(path, data=form)
    assert response.status_code == 303, response.text
    assert response.headers["location"].startswith(f"/review/{room.article}?")


@pytest.mark.parametrize("path", ["/review", "/review/audit", "/review/accounts", "/review/{}", "/review/nothing"])
def test_the_desk_is_shown_to_its_people_only(room: ReviewRoom, path: str) -> None:
    path = path.format(room.article)
    asked = room.browser().get(path)
    assert (asked.status_code, asked.headers["location"]) == (303, f"/login?next={path.replace('/', '%2F')}")
    assert "is not enough" in shown(room.browser("rhea").get(path), 403).one("main").text
    expected = 404 if path.endswith("nothing") else 200
    for name in ("rosa", "erin", "ada"):
        refused = path == "/review/accounts" and name != "ada"
        response = room.browser(name).get(path)
        shown(response, 403 if refused else expected)
        assert response.headers["cache-control"] == "no-store"


def test_only_editors_refresh_everything_and_only_admins_change_accounts(room: ReviewRoom) -> None:
    for path, data, may in (
        ("/review/refresh", {}, ("erin", "ada")),
        ("/review/accounts", {"name": "raj", "do": "role", "role": "reviewer"}, ("ada",)),
        ("/review/publish", {"q": OTHER_QUESTION}, ("rosa", "erin", "ada")),
    ):
        assert room.browser().post(path, data=data).status_code == 303
        for name in ("rhea", "rosa", "erin", "ada"):
            shown(room.browser(name).post(path, data=data), 200 if name in may else 403)


def test_only_what_the_table_allows_is_offered(room: ReviewRoom) -> None:
    def offered(name: str) -> set[str]:
        page = shown(room.browser(name).get(f"/review/{room.article}"))
        return {one["action"].rpartition("/")[2] for one in page.all("form", method="post")} - {"logout"}

    assert offered("rosa") == {"comment", "edit", "claim"}
    assert offered("erin") == {"comment", "edit", "assign", "retire", "refresh"}
    assign(room.desk, room.people["erin"], room.article, "rosa")
    assert offered("rosa") == {"comment", "edit", "approve", "request-changes"}
    assert offered("raj") == offered("rosa") | {"claim"}
    assert offered("ada") == {"comment", "edit", "assign", "request-changes", "retire", "refresh"}
    request_changes(room.desk, room.people["rosa"], room.article, "Shorter.")
    assert offered("rosa") == {"comment", "edit"}
    assert offered("erin") == {"comment", "edit", "submit", "retire", "refresh"}
    submit(room.desk, room.people["erin"], room.article)
    approve(room.desk, room.people["rosa"], room.article)
    assert offered("rosa") == {"comment", "edit", "approve"}
    assert offered("erin") == {"comment", "edit", "retire", "refresh"}
    room.browser("erin").post(f"/review/{room.article}/retire", data={"reason": "Replaced."})
    assert offered("erin") == set()


def test_a_form_that_was_not_sent_from_a_page_of_ours_changes_nothing(room: ReviewRoom) -> None:
    rosa, before = room.browser("rosa"), len(told(room.desk))
    paths = [f"/review/{room.article}/{verb}" for verb in SENT]
    for path in [*paths, "/review/publish", "/review/refresh", "/review/accounts", f"/articles/{room.article}/report"]:
        page = shown(rosa.post(path, data={"csrf": "forged", "text": "x", "n": "1"}), 403)
        assert "not sent from a page of this site" in page.one("main").text
    assert [one for one in deeds(room.desk)[before:] if not one.startswith("sign")] == []


# -- an article on the desk


def test_every_statement_is_there_with_its_id_and_what_carries_it(room: ReviewRoom) -> None:
    page = shown(room.browser("rosa").get(f"/review/{room.article}"))
    answer = rendering(room.desk, room.article, Role.REVIEWER)
    for one in statement_ids(answer):
        assert page.one("li", id=f"s-{one}")
    for marker in page.all("a"):
        if marker["href"].startswith("#"):
            assert marker["href"].removeprefix("#") in page.ids
    assert answer.summary[0].text in page.one("main").text


def test_a_comment_stands_beside_its_statement_until_it_is_dealt_with(room: ReviewRoom) -> None:
    one, rosa = statement_of(room, 2), room.browser("rosa")
    data = {"n": "1", "reader": "clinician", "statement": one, "text": "In whom?\nAnd <b>when</b>?"}
    assert rosa.post(f"/review/{room.article}/comment", data=data).status_code == 303
    page = shown(rosa.get(f"/review/{room.article}"))
    beside = page.one("li", id=f"s-{one}")
    assert "In whom? And <b>when</b>?" in beside.text
    erin = room.browser("erin")
    fields = form_of(shown(erin.get(f"/review/{room.article}")), "/resolve")
    assert erin.post(f"/review/{room.article}/resolve", data=fields).status_code == 303
    page = shown(erin.get(f"/review/{room.article}"))
    assert "Dealt with by erin" in page.one("li", id=f"s-{one}").text
    assert not [form for form in page.all("form") if form["action"].endswith("/resolve")]


def test_many_changes_are_one_version_and_are_marked(room: ReviewRoom) -> None:
    erin, answer = room.browser("erin"), rendering(room.desk, room.article, Role.EDITOR)
    ids = statement_ids(answer)
    section = next(one for one in ids.sections if len(one.statements) > 2)
    place = ids.sections.index(section)
    first, second, third = section.statements[:3]
    heading = answer.sections[place].heading
    data = {
        "n": "1", "reader": "clinician", f"strike.{first}": "yes", f"reason.{first}": "Said below.",
        f"reason.{second}": "", f"move.{third}": "first", f"heading.{section.section}": f"{heading} in short",
    }  # fmt: skip
    assert erin.post(f"/review/{room.article}/edit", data=data).status_code == 303
    page = shown(erin.get(f"/review/{room.article}"))
    article = show_article(room.desk, room.article, Role.EDITOR)
    assert len(article.versions) == 2
    edited = rendering(room.desk, room.article, Role.EDITOR).sections[place]
    assert edited.heading == f"{heading} in short"
    assert [one.text for one in edited.statements[:2]] == [
        answer.sections[place].statements[2].text,
        answer.sections[place].statements[1].text,
    ]
    told_of = page.one("section", aria_labelledby="edited").text
    assert "Struck" in told_of
    assert "Said below." in told_of
    assert "Heading changed" in told_of
    assert "Put into another order" in told_of
    assert "Compared with version 1" in page.headings
    # Edits made after that name statements by the same ids.
    again = {"n": "2", "reader": "clinician", f"move.{second}": "first"}
    assert erin.post(f"/review/{room.article}/edit", data=again).status_code == 303
    assert rendering(room.desk, room.article, Role.EDITOR).sections[place].statements[0].text == (
        answer.sections[place].statements[1].text
    )


def test_an_edit_that_may_not_be_made_is_refused_with_everything_kept(room: ReviewRoom) -> None:
    rosa = room.browser("rosa")
    patient = shown(rosa.get(f"/review/{room.article}?reader=patient"))
    field = next(tag for tag in patient.all("textarea") if tag["name"].startswith("wording."))
    data = {"n": "1", "reader": "patient", field["name"]: "It spreads to 99 % of people.", "note": "Mind the dose."}
    page = shown(rosa.post(f"/review/{room.article}/edit", data=data), 400)
    assert "does not say what the source says" in says(page)
    assert page.one("textarea", name=field["name"]).text == "It spreads to 99 % of people."
    assert page.one("textarea", id="note").text == "Mind the dose."
    assert len(show_article(room.desk, room.article, Role.EDITOR).versions) == 1


def test_a_note_of_the_board_is_signed_by_reviewers_only(room: ReviewRoom) -> None:
    assert not shown(room.browser("erin").get(f"/review/{room.article}")).all("textarea", id="note")
    data = {"n": "1", "reader": "clinician", "note": "Image the liver first."}
    refused = room.browser("erin").post(f"/review/{room.article}/edit", data=data)
    assert "Only a reviewer signs" in says(shown(refused, 403))
    assert room.browser("rosa").post(f"/review/{room.article}/edit", data=data).status_code == 303
    assert "Image the liver first." in shown(room.browser("rosa").get(f"/review/{room.article}")).one("main").text


@pytest.mark.parametrize("verb", ["edit", "approve", "request-changes", "comment", "submit", "retire"])
def test_nothing_is_done_to_a_version_that_is_no_longer_the_newest(room: ReviewRoom, verb: str) -> None:
    form = {**prepared(room, verb), "n": "1"}
    edit(room.desk, room.people["rosa"], room.article, note="A remark.")
    before = state_of(room)
    who = "erin" if verb == "retire" else "rosa"
    if verb == "edit":
        form[f"reason.{statement_of(room)}"] = "Said twice."
    page = shown(room.browser(who).post(f"/review/{room.article}/{verb}", data=form), 409)
    assert "Version 1 of" in says(page)
    assert "version 2 is" in says(page)
    written = {"edit": "Said twice.", "comment": "Beside the point.", "request-changes": "Too long."}.get(verb)
    assert written is None or written in says(page)
    assert state_of(room) is before
    assert len(show_article(room.desk, room.article, Role.EDITOR).versions) == 2


def test_approving_declares_every_point_and_names_readers_and_nothing_is_chosen_beforehand(room: ReviewRoom) -> None:
    assign(room.desk, room.people["erin"], room.article, "rosa")
    rosa = room.browser("rosa")
    page = shown(rosa.get(f"/review/{room.article}"))
    boxes = [one for one in page.all("input", type="checkbox") if one["name"] in ("check", "covers")]
    assert len(boxes) == len(Check) + 3
    assert not [one for one in boxes if "checked" in one.attributes]
    data = {"n": "1", "reader": "clinician", "covers": "patient", "check": "accuracy"}
    page = shown(rosa.post(f"/review/{room.article}/approve", data=data), 400)
    assert "Not declared as checked: sources, figures" in says(page)
    assert "checked" in page.one("input", id="covers-patient").attributes
    assert "checked" in page.one("input", id="check-accuracy").attributes
    data = {"n": "1", "reader": "clinician", "check": DECLARED["check"]}
    assert "names readers" in says(shown(rosa.post(f"/review/{room.article}/approve", data=data), 400))
    data |= {"covers": ["clinician", "patient"]}
    assert rosa.post(f"/review/{room.article}/approve", data=data).status_code == 303
    assert show_article(room.desk, room.article, None).shown.covered == ("clinician", "patient")


def test_nobody_approves_what_they_handed_in(room: ReviewRoom) -> None:
    rosa = room.browser("rosa")
    done = rosa.post("/review/publish", data={"q": OTHER_QUESTION, "confirmed": "yes"})
    slug = done.headers["location"].partition("?")[0]
    assign(room.desk, room.people["erin"], slug.rpartition("/")[2], "raj")
    page = shown(rosa.get(slug))
    assert not [one for one in page.all("form") if one["action"].endswith(("/approve", "/claim"))]
    assert "somebody else has to approve it" in page.one("main").text
    page = shown(rosa.post(f"{slug}/approve", data={"n": "1", **DECLARED}), 403)
    assert says(page).endswith("Somebody else has to review it.")


def test_moves_keep_neighbours_in_order() -> None:
    order = ("a", "b", "c", "d")
    assert moved(order, {"b": "up", "c": "up"}) == ("b", "c", "a", "d")
    assert moved(order, {"b": "down", "c": "down"}) == ("a", "d", "b", "c")
    assert moved(order, {"a": "up", "d": "down"}) == order
    assert moved(order, {"c": "first", "d": "first"}) == ("c", "d", "a", "b")
    assert moved(order, {"a": "last", "b": "last"}) == ("c", "d", "a", "b")
    with pytest.raises(UsageError, match="cannot be moved"):
        moved(order, {"a": "sideways"})


# -- the queue


def test_the_queue_says_why_and_for_whom(room: ReviewRoom) -> None:
    assign(room.desk, room.people["erin"], room.article, "rosa")
    report(room.desk, a_reader("pages"), room.article, "The figure is wrong.")
    page = shown(room.browser("rosa").get("/review?mine=1"))
    assert "a reader reports a problem" in page.one("ol").text
    assert "reviewed by rosa" in page.one("ol").text
    assert "Nothing waits for you." in shown(room.browser("raj").get("/review?mine=1")).one("main").text


def test_refreshing_tells_what_came_of_it(room: ReviewRoom) -> None:
    page = shown(room.browser("erin").post("/review/refresh", data={}))
    assert "asked of this evidence already" in page.one("div", role="status").text


# -- reports


def test_a_reader_without_an_account_reports_and_the_desk_deals_with_it(room: ReviewRoom) -> None:
    one, anybody = statement_of(room), room.browser()
    address = report_address(room.article, "clinician", one)
    words = rendering(room.desk, room.article, None).summary[0].text
    assert words in shown(anybody.get(address)).one("blockquote").text
    data = {"reader": "clinician", "statement": one, "text": "My leaflet says otherwise."}
    assert "Thank you" in shown(anybody.post(f"/articles/{room.article}/report", data=data)).headings
    entry = told(room.desk)[-1]
    assert (entry.action, entry.actor, entry.detail["statement"]) == ("report", "a reader", one)
    assert "leaflet" not in str(entry)
    assert queue(room.desk, Role.EDITOR)[0].urgency is Urgency.REPORTED

    rosa = room.browser("rosa")
    page = shown(rosa.get(f"/review/{room.article}"))
    reports = page.one("section", aria_labelledby="reports")
    assert "My leaflet says otherwise." in reports.text
    assert words in reports.text
    fields = form_of(page, "/dealt-with")
    assert "note" in says(shown(rosa.post(f"/review/{room.article}/dealt-with", data={**fields, "note": " "}), 400))
    data = {**fields, "note": "The leaflet is older."}
    assert rosa.post(f"/review/{room.article}/dealt-with", data=data).status_code == 303
    page = shown(rosa.get(f"/review/{room.article}"))
    assert "Dealt with by rosa" in page.one("section", aria_labelledby="reports").text
    assert queue(room.desk, Role.EDITOR)[0].urgency is Urgency.NEW


def test_an_article_leads_to_its_report_where_any_statement_can_be_chosen(room: ReviewRoom) -> None:
    anybody, one = room.browser(), statement_of(room, 3)
    address = report_address(room.article, "clinician")
    assert address in [link["href"] for link in shown(anybody.get(f"/articles/{room.article}")).all("a")]
    page = shown(anybody.get(address))
    assert one in [choice["value"] for choice in page.tags_in(page.one("select", id="statement"), "option")]
    data = {"reader": "clinician", "statement": one, "text": "Whose figure is this?"}
    shown(anybody.post(f"/articles/{room.article}/report", data=data))
    assert told(room.desk)[-1].detail["statement"] == one


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": "Mrs Jane Doe, born 12/03/1961, had another dose."}, "could identify a person"),
        ({"text": "   "}, "is empty"),
        ({"text": "x" * 2_001}, "at most 2,000"),
    ],
)
def test_a_report_that_is_not_taken_is_kept_for_its_writer(room: ReviewRoom, data: dict[str, str], said: str) -> None:
    before = len(told(room.desk))
    response = room.browser().post(f"/articles/{room.article}/report", data={"reader": "clinician", **data})
    page = shown(response, 400)
    assert said in says(page).lower() or said in says(page)
    assert page.one("textarea").text == data["text"].strip()
    assert len(told(room.desk)) == before


def test_what_a_reader_may_not_see_takes_no_report(room: ReviewRoom) -> None:
    anybody = room.browser()
    assert anybody.get("/articles/nothing/report").status_code == 404
    assert anybody.get(report_address(room.article, "clinician", "0123456789")).status_code == 400
    assign(room.desk, room.people["erin"], room.article, "rosa")
    request_changes(room.desk, room.people["rosa"], room.article, "Shorter.")
    data = {"reader": "clinician", "text": "Wrong."}
    assert anybody.post(f"/articles/{room.article}/report", data=data).status_code == 404


def test_a_flood_of_reports_ends(room: ReviewRoom) -> None:
    for _ in range(50):
        report(room.desk, a_reader("pages"), room.article, "Wrong.")
    data = {"reader": "clinician", "text": "Wrong."}
    assert "waiting already" in says(shown(room.browser().post(f"/articles/{room.article}/report", data=data), 409))


# -- publishing


def test_an_answer_is_published_by_who_may_after_a_look(room: ReviewRoom) -> None:
    def offers(browser: Browser) -> bool:
        page = shown(browser.post("/ask", data={"q": OTHER_QUESTION}))
        return any(form["action"] == "/review/publish" for form in page.all("form"))

    assert not offers(room.browser())
    assert not offers(room.browser("rhea"))
    erin = room.browser("erin")
    assert offers(erin)
    before = len(told(room.desk))
    page = shown(erin.post("/review/publish", data={"q": OTHER_QUESTION}))
    assert "Publish this as an article?" in page.headings
    assert len(told(room.desk)) == before, "looking publishes nothing"
    fields = {**form_of(page, "/publish"), "slug": "conjunctivitis in children", "topic": "Eyes"}
    page = shown(erin.post("/review/publish", data=fields), 400)
    assert "cannot be an article's address" in says(page)
    assert page.one("input", id="slug")["value"] == "conjunctivitis in children"
    assert "no name of a page" in says(shown(erin.post("/review/publish", data={**fields, "slug": "audit"}), 400))
    done = erin.post("/review/publish", data={**fields, "slug": "pink-eye"})
    assert done.headers["location"] == "/review/pink-eye?done=published"
    page = shown(erin.get(done.headers["location"]))
    assert "Published for review." in page.one("p", class_="notice", role="status").text
    assert show_article(room.desk, "pink-eye", Role.EDITOR).topic == "Eyes"


def test_what_cannot_be_published_is_told_in_two_sentences(room: ReviewRoom) -> None:
    erin = room.browser("erin")
    named = "My patient Jane Doe, born 12/03/1961: how is conjunctivitis treated?"
    assert "could identify a person" in shown(erin.post("/review/publish", data={"q": named}), 400).one("main").text
    taken = shown(erin.post("/review/publish", data={"q": METASTASES}), 409)
    assert f"'{room.article}' answers this question already. Refresh or edit that one." in taken.one("main").text
    assert "Ask it without, then publish." in shown(erin.post("/ask", data={"q": named})).one("main").text


# -- the audit trail and accounts


def test_the_audit_trail_is_paged_filtered_and_verified(room: ReviewRoom) -> None:
    for number in range(60):
        comment(room.desk, room.people["rosa"], room.article, f"Remark {number}.")
    ada = room.browser("ada")
    page = shown(ada.get("/review/audit"))
    assert len(page.all("tr")) == 51
    older = page.one("a", rel="next")["href"]
    rest = shown(ada.get(older))
    assert int(rest.all("th", scope="row")[0].text) == int(page.all("th", scope="row")[-1].text) - 1
    page = shown(ada.get(f"/review/audit?article={room.article}&verify=1"))
    assert "It holds together" in page.one("p", role="status").text
    with room.desk.database.read() as session:
        assert audit.head_of(session).hash in page.one("main").text
    assert not [cell for cell in page.all("td") if "account" in cell.text]
    with room.desk.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entries_no_update")
        connection.exec_driver_sql("UPDATE audit_entries SET actor = 'mallory' WHERE n = 7")
    page = shown(ada.get("/review/audit?verify=1"))
    assert "Broken. Entry 7 of the audit trail was changed" in says(page)


def test_admins_change_roles_and_disable_but_not_the_last_of_them(room: ReviewRoom) -> None:
    ada = room.browser("ada")
    assert (
        "raj: disabled" in shown(ada.post("/review/accounts", data={"name": "raj", "do": "disable"})).one("main").text
    )
    assert "raj: enabled" in shown(ada.post("/review/accounts", data={"name": "raj", "do": "enable"})).one("main").text
    role = {"name": "raj", "do": "role", "role": "editor"}
    assert "raj: editor" in shown(ada.post("/review/accounts", data=role)).one("main").text
    assert shown(ada.post("/review/accounts", data={**role, "role": "king"}), 400)
    page = shown(ada.post("/review/accounts", data={"name": "ada", "do": "disable"}), 409)
    assert "last admin" in says(page)
