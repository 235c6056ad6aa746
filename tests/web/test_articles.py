"""The pages of articles, as readers, reviewers and editors meet them."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree
from shelf import APPROVED, CHANGES, NOTE, PASSWORD, QUESTIONS, REASON, RETIRED, SUBMITTED, UNDER_REVIEW, Shelf, retract
from shelf import visitor as visiting
from starlette.testclient import TestClient
from webpage import Tag, Webpage

from curbside.articles import accounts
from curbside.articles.actor import local_operator
from curbside.articles.decide import approve
from curbside.articles.publish import publish
from curbside.articles.reading import rendering
from curbside.articles.retire import retire
from curbside.articles.sign_ins import sign_out_everywhere
from curbside.articles.states import Role, State
from curbside.ingest.own_output import MARK_COMMENT
from curbside.web.access import Access
from curbside.web.article_pages import ArticleFilter, ArticleOrder, find_articles, steps_of
from curbside.web.signed_in import COOKIE

STAFF = (Role.REVIEWER, Role.EDITOR, Role.ADMIN)
ATOM = "{http://www.w3.org/2005/Atom}"


def page(client: TestClient, address: str, status: int = 200) -> Webpage:
    response = client.get(address)
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"].startswith("text/html")
    shown = Webpage(response.text)
    assert not shown.misnested
    assert not shown.unclosed
    assert len(shown.ids) == len(set(shown.ids))
    return shown


def linked(shown: Webpage) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(shown.one("script", type="application/ld+json").text)
    return data


def listed(shown: Webpage) -> list[str]:
    """The slugs of a list, in its order."""
    entries = [tag for tag in shown.all("a") if tag["href"].startswith("/articles/") and "li" in tag.parents]
    return [tag["href"].removeprefix("/articles/").partition("?")[0] for tag in entries]


def current(shown: Webpage) -> Tag:
    return next(tag for tag in shown.all("li") if tag.attributes.get("aria-current") == "step")


# -- the list


def test_the_list_shows_readers_what_they_may_see_the_newest_change_first(readers: TestClient) -> None:
    shown = page(readers, "/articles")
    assert listed(shown) == [APPROVED, SUBMITTED, UNDER_REVIEW] or set(listed(shown)) == {
        APPROVED, SUBMITTED, UNDER_REVIEW,
    }  # fmt: skip
    text = shown.one("main").text
    assert "approved for clinicians" in text
    assert "review due 28 November 2027" in text
    assert shown.one("link", rel="alternate")["href"] == "/articles.atom"


@pytest.mark.parametrize("role", STAFF)
def test_who_has_a_part_in_the_review_is_shown_every_article(shelf: Shelf, role: Role) -> None:
    assert set(listed(page(visiting(shelf, role), "/articles"))) == set(QUESTIONS)


def test_the_list_is_looked_through_by_words_topic_state_and_order(readers: TestClient) -> None:
    assert listed(page(readers, "/articles?q=CONJUNCTIV+treat")) == [UNDER_REVIEW]
    assert set(listed(page(readers, "/articles?topic=tumours"))) == {APPROVED, UNDER_REVIEW}
    assert listed(page(readers, "/articles?state=under_review")) == [UNDER_REVIEW]
    assert listed(page(readers, "/articles?sort=due"))[0] == APPROVED
    titles = [one.text for one in page(readers, "/articles?sort=title").all("a") if "/articles/" in one["href"]]
    assert titles == sorted(titles, key=str.casefold)
    nothing = page(readers, "/articles?q=xylophone")
    assert "No article fits." in nothing.one("main").text
    assert page(readers, "/articles?state=lost", 400)
    form = page(readers, "/articles?q=a&state=approved&sort=title").one("form", role="search")
    assert form["method"] == "get"


def test_pages_of_a_list_lead_through_all_of_it(shelf: Shelf) -> None:
    from curbside.articles.reading import list_articles

    one = list_articles(shelf.desk, None)[0]
    many = [replace(one, slug=f"a-{n:03}", title=f"Title {n:03}") for n in range(75)]
    where = ArticleFilter(order=ArticleOrder.TITLE)
    found = [each.slug for n in (1, 2, 3) for each in find_articles(many, where, n, 30).articles]
    assert found == [each.slug for each in many]
    assert find_articles(many, where, 99, 30).page == 3


# -- an article


@pytest.mark.parametrize(
    ("slug", "state", "seen"),
    [
        (APPROVED, "approved", True),
        (SUBMITTED, "submitted", True),
        (UNDER_REVIEW, "under review", True),
        (CHANGES, "changes requested", False),
        (RETIRED, "retired", False),
    ],
)
def test_who_sees_an_article_in_which_state(
    shelf: Shelf, readers: TestClient, slug: str, state: str, seen: bool
) -> None:
    everybody = {True: 200, False: 410 if slug == RETIRED else 404}[seen]
    assert readers.get(f"/articles/{slug}").status_code == everybody
    assert visiting(shelf, Role.READER).get(f"/articles/{slug}").status_code == everybody
    for role in STAFF:
        shown = page(visiting(shelf, role), f"/articles/{slug}")
        assert state in current(shown).text.lower()
        assert f"({state})" in shown.one("main").text


def test_pending_articles_can_be_kept_among_those_who_review(shelf: Shelf) -> None:
    kept = replace(shelf, desk=replace(shelf.desk, pending_to_staff=True))
    client = visiting(kept)
    assert listed(page(client, "/articles")) == [APPROVED]
    assert client.get(f"/articles/{UNDER_REVIEW}").status_code == 404
    assert "Not reviewed yet" not in page(client, "/").headings
    assert visiting(kept, Role.EDITOR).get(f"/articles/{UNDER_REVIEW}").status_code == 200
    # What nobody but they could see leaves nothing behind for others.
    assert client.get(f"/articles/{RETIRED}").status_code == 404


@pytest.mark.parametrize("state", [one for one in State if one is not State.NONE])
def test_the_stepper_says_how_far_a_version_has_come_in_words(state: State) -> None:
    steps = steps_of(state, ("clinician", "trainee"))
    assert [one.is_current for one in steps].count(True) == 1
    here = next(one for one in steps if one.is_current)
    assert state.words.split()[-1] in here.words.lower()
    if state is State.APPROVED:
        assert here.words == "Approved for clinicians and trainees"


def test_an_article_says_who_reviewed_it_for_whom_and_until_when(readers: TestClient) -> None:
    shown = page(readers, f"/articles/{APPROVED}")
    status = shown.one("div", class_="status").text
    assert "Reviewed and approved on 28 November 2026 by Rosa Berg, MD (Oncology), for clinicians." in status
    assert "To be reviewed again by 28 November 2027" in status
    assert "Version 3 (approved)" in status
    assert current(shown).text == "Approved for clinicians"
    assert "reviewer-account" not in shown.html
    assert "editor-account" not in shown.html
    assert "pending human review" not in shown.one("main").text


def test_the_article_page_is_the_answer_page(readers: TestClient, shelf: Shelf) -> None:
    shown = page(readers, f"/articles/{APPROVED}")
    answer = rendering(shelf.desk, APPROVED, None)
    text = shown.one("main").text
    for one in (*answer.summary, *(one for section in answer.sections for one in section.statements)):
        assert " ".join(one.text.split()) in text
    headings = ["Direct answer", "Figures", "References", "Related questions"]
    assert [one for one in shown.headings if one in headings] == headings
    # Asking on goes by a form that is posted, and goes on from the article's question.
    form = next(one for one in shown.all("form") if one["action"] == "/ask")
    fields = {
        tag["name"]: tag["value"] for tag in shown.tags_in(form, "input") if tag.attributes.get("type") == "hidden"
    }
    assert form["method"] == "post"
    assert fields["about"] == QUESTIONS[APPROVED]
    then = readers.post("/ask", data={**fields, "q": "And in bone?"})
    assert "neuroendocrine" in Webpage(then.text).one("main").text
    assert "Understood as" in Webpage(then.text).one("main").text


def test_for_a_reader_whom_no_reviewer_covered_it_says_so_before_anything_else(readers: TestClient) -> None:
    shown = page(readers, f"/articles/{APPROVED}?reader=patient")
    status = shown.one("div", class_="status").text
    assert status.startswith("Not reviewed for patients; approved for clinicians only.")
    assert "Reviewed and approved" not in status
    assert "Rosa Berg" not in status
    data = linked(shown)
    assert not {"lastReviewed", "reviewedBy"} & set(data)
    assert "not reviewed" in data["creativeWorkStatus"]


def test_the_reader_is_switched_by_address(readers: TestClient, shelf: Shelf) -> None:
    shown = page(readers, f"/articles/{APPROVED}?reader=trainee")
    form = shown.one("form", class_="readers")
    assert form["method"] == "get"
    pressed = {tag["value"]: tag["aria-pressed"] for tag in shown.tags_in(form, "button")}
    assert pressed == {"clinician": "false", "trainee": "true", "patient": "false"}
    public = visiting(shelf, access=Access(patient_reader=False))
    offered = page(public, f"/articles/{APPROVED}")
    assert "Patient" not in [tag.text for tag in offered.tags_in(offered.one("form", class_="readers"), "button")]
    assert public.get(f"/articles/{APPROVED}?reader=patient").status_code == 403
    assert public.get(f"/api/v1/articles/{APPROVED}?reader=patient").status_code == 403
    assert public.get(f"/articles/{APPROVED}/export?reader=patient").status_code == 403
    assert readers.get(f"/articles/{APPROVED}?reader=nobody").status_code == 400


def test_the_board_s_notes_are_marked_as_opinion_and_signed(readers: TestClient) -> None:
    note = page(readers, f"/articles/{APPROVED}").one("aside", class_="board-notes").text
    assert note.startswith("Opinion of the advisory board, not evidence")
    assert " ".join(NOTE.split()) in note
    assert "Rosa Berg, MD, 28 November 2026" in note


def test_versions_are_opened_by_who_may_see_them(shelf: Shelf, readers: TestClient) -> None:
    assert readers.get(f"/articles/{APPROVED}?version=3").status_code == 200
    assert readers.get(f"/articles/{APPROVED}?version=1").status_code == 404
    assert readers.get(f"/articles/{APPROVED}?version=9").status_code == 404
    old = page(visiting(shelf, Role.REVIEWER), f"/articles/{APPROVED}?version=1")
    assert current(old).text == "Retired"
    assert "This version is retired; it is kept for the record only." in old.one("main").text
    assert old.one("link", rel="canonical")["href"].endswith(f"/articles/{APPROVED}")


def test_a_retired_article_leaves_its_title_and_why_it_went(readers: TestClient) -> None:
    shown = page(readers, f"/articles/{RETIRED}", 410)
    text = shown.one("main").text
    assert "retired on 28 November 2026" in text
    assert REASON in text
    assert "bone" in shown.headings[0]
    assert page(readers, "/articles/never-was", 404)
    assert readers.get("/articles/Not%20a%20slug").status_code == 404


def test_one_published_anew_is_named_where_the_retired_one_was(own_shelf: Shelf) -> None:
    again = publish(own_shelf.desk, own_shelf.people[Role.EDITOR], QUESTIONS[RETIRED], slug="anew")
    approve(own_shelf.desk, own_shelf.people[Role.REVIEWER], again)
    shown = page(visiting(own_shelf), f"/articles/{RETIRED}", 410)
    assert "/articles/anew" in [tag["href"] for tag in shown.all("a")]


def test_a_reviewer_who_did_not_agree_is_not_named(own_shelf: Shelf) -> None:
    accounts.change_profile(own_shelf.desk, local_operator(), "reviewer-account", may_be_named=False)
    client = visiting(own_shelf)
    shown = page(client, f"/articles/{APPROVED}")
    assert "by a member of the advisory board" in shown.one("div", class_="status").text
    assert [one["name"] for one in linked(shown)["reviewedBy"]] == ["a member of the advisory board"]
    assert "Nobody is named yet." in page(client, "/board").one("main").text
    for address in (f"/articles/{APPROVED}/history", "/articles.atom", f"/api/v1/articles/{APPROVED}"):
        assert "reviewer-account" not in client.get(address).text


def test_linked_data_says_what_the_page_says(readers: TestClient, shelf: Shelf) -> None:
    shown = page(readers, f"/articles/{APPROVED}")
    data = linked(shown)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "MedicalWebPage")
    assert data["url"] == shown.one("link", rel="canonical")["href"] == f"http://testserver/articles/{APPROVED}"
    assert data["name"] == shown.one("h1").text
    assert data["lastReviewed"] == "2026-11-28"
    assert data["dateModified"] == "2026-11-28T12:07:00Z"
    assert data["reviewedBy"] == [{"@type": "Person", "name": "Rosa Berg, MD", "jobTitle": "Oncology"}]
    assert data["medicalAudience"]["audienceType"] == "Clinician"
    assert data["creativeWorkStatus"] == "approved"
    titles = [one.title for one in rendering(shelf.desk, APPROVED, None).references]
    assert [one["name"] for one in data["citation"]] == titles
    pending = linked(page(readers, f"/articles/{UNDER_REVIEW}"))
    assert pending["creativeWorkStatus"] == "under review"
    assert "lastReviewed" not in pending


def test_nothing_in_linked_data_ends_its_element() -> None:
    from curbside.web.linked_data import in_page

    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    written = in_page({"name": hostile})
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["name"] == hostile


def test_related_questions_lead_to_a_reviewed_article_first(own_shelf: Shelf) -> None:
    desk = own_shelf.desk
    related = rendering(desk, APPROVED, None).related_questions
    wanted = next(one for one in reversed(related) if desk.curbside.ask(one).is_answered and one != related[0])
    slug = publish(desk, own_shelf.people[Role.EDITOR], wanted, slug="related-one")
    client = visiting(own_shelf)

    def links(address: str) -> list[str]:
        shown = page(client, address)
        section = shown.one("section", class_="related")
        return [tag["href"] for tag in shown.tags_in(section, "a")]

    assert all(one.startswith("/ask?") for one in links(f"/articles/{APPROVED}"))  # pending is not reviewed
    approve(desk, own_shelf.people[Role.REVIEWER], slug)
    asked = f"/ask?q={QUESTIONS[APPROVED].replace(' ', '+')}"
    for address in (f"/articles/{APPROVED}", asked):
        found = links(address)
        assert found[0] == f"/articles/{slug}"
        assert len(found) == len(related)
    # It was approved for clinicians only.
    assert all(one.startswith("/ask?") for one in links(f"{asked}&reader=patient"))


# -- what may be kept


def kept(client: TestClient, address: str) -> str:
    client.get(address)
    tag: str = client.get(address).headers["etag"]
    return tag


@pytest.mark.parametrize(
    "address", ["/", "/articles", f"/articles/{APPROVED}", f"/articles/{APPROVED}/history", "/articles.atom", "/board"]
)
def test_a_page_that_a_browser_has_is_not_sent_again(own_shelf: Shelf, address: str) -> None:
    client = visiting(own_shelf)
    tag = kept(client, address)
    again = client.get(address, headers={"If-None-Match": f'W/"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"
    assert again.headers["etag"] == tag
    assert client.get(address, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    own_shelf.clock.forward(days=1)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200  # what is overdue may be another


def test_a_page_that_was_kept_is_known_without_being_made(own_shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visiting(own_shelf)
    tag = kept(client, f"/articles/{APPROVED}")

    def no_page(*_: object, **__: object) -> None:
        raise AssertionError("the article was read")

    monkeypatch.setattr("curbside.web.articles.read_article", no_page)
    assert client.get(f"/articles/{APPROVED}", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"/articles/{APPROVED}").status_code == 200  # made before
    assert client.get(f"/articles/{APPROVED}?reader=trainee").status_code == 500


def test_a_retraction_shows_on_the_next_request_in_every_process(own_library: Shelf) -> None:
    here = visiting(own_library)
    from curbside.articles.database import open_database
    from curbside.engine import Curbside

    folder = own_library.desk.curbside.folder
    with Curbside(folder) as curbside, open_database(folder) as database:
        other = visiting(replace(own_library, desk=replace(own_library.desk, curbside=curbside, database=database)))
        tags = [kept(client, f"/articles/{APPROVED}") for client in (here, other)]
        cited = rendering(own_library.desk, APPROVED, None).references[0]
        retract(folder, cited.documents[0])
        for client, tag in zip((here, other), tags, strict=True):
            response = client.get(f"/articles/{APPROVED}", headers={"If-None-Match": tag})
            assert response.status_code == 200
            shown = Webpage(response.text)
            text = shown.one("main").text
            assert f"Warning: “{cited.title}” is retracted (fabricated data)." in text
            assert text.index("Warning:") < text.index("Direct answer")
            assert "retracted" in shown.one("li", id="ref-1").text
            assert linked(shown)["citation"][0]["creativeWorkStatus"] == "retracted"
            for form in ("markdown", "json"):
                taken = client.get(f"/articles/{APPROVED}/export?format={form}").text
                assert "is retracted" in taken.replace("\\", "")


def test_an_approval_shows_on_the_next_request_in_every_process(own_shelf: Shelf) -> None:
    here, other = visiting(own_shelf), visiting(own_shelf)
    tags = [kept(client, f"/articles/{UNDER_REVIEW}") for client in (here, other)]
    approve(own_shelf.desk, own_shelf.people[Role.REVIEWER], UNDER_REVIEW)
    for client, tag in zip((here, other), tags, strict=True):
        response = client.get(f"/articles/{UNDER_REVIEW}", headers={"If-None-Match": tag})
        assert "Reviewed and approved" in response.text
    retire(own_shelf.desk, own_shelf.people[Role.EDITOR], UNDER_REVIEW, "Wrong.")
    assert here.get(f"/articles/{UNDER_REVIEW}", headers={"If-None-Match": tags[0]}).status_code == 410


def test_what_is_shown_to_somebody_signed_in_is_kept_by_nobody(own_shelf: Shelf) -> None:
    client = visiting(own_shelf, Role.EDITOR)
    for address in ("/articles", f"/articles/{CHANGES}", f"/articles/{APPROVED}/history"):
        response = client.get(address)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers
    assert client.get(f"/articles/{CHANGES}/export?format=json").headers["cache-control"] == "no-store"
    # Nor is it shown to who comes after.
    client.cookies.delete(COOKIE)
    assert client.get(f"/articles/{CHANGES}").status_code == 404
    assert CHANGES not in listed(page(client, "/articles"))


def test_a_sign_in_that_ended_sees_what_everybody_sees(own_shelf: Shelf) -> None:
    client = visiting(own_shelf, Role.EDITOR)
    assert client.get(f"/articles/{CHANGES}").status_code == 200
    editor = own_shelf.people[Role.EDITOR]
    sign_out_everywhere(own_shelf.desk, editor, editor.name)
    assert client.get(f"/articles/{CHANGES}").status_code == 404
    assert PASSWORD  # the password still holds; the cookie does not


def test_an_overdue_review_is_said_at_the_top_and_in_the_list(own_shelf: Shelf) -> None:
    own_shelf.clock.forward(days=366)
    client = visiting(own_shelf)
    shown = page(client, f"/articles/{APPROVED}")
    text = shown.one("main").text
    assert text.index("Review overdue since 2027-11-28.") < text.index("Direct answer")
    assert "which has passed" in text
    assert "review overdue since 28 November 2027" in page(client, "/articles").one("main").text
    assert "which has passed" in client.get("/articles.atom").text


# -- history


def test_everybody_sees_days_and_states_and_who_reviews_sees_who_did_what(shelf: Shelf, readers: TestClient) -> None:
    public = page(readers, f"/articles/{APPROVED}/history")
    text = public.one("main").text
    for said in ("Version 3: approved", "Version 2: retired", "Version 1: retired", "Approved for clinicians on"):
        assert said in text
    assert "-account" not in public.html
    assert "Beside the point." not in text
    assert "Activity" not in public.headings
    assert [tag["href"] for tag in public.all("a") if "version=" in tag["href"]] == [f"/articles/{APPROVED}?version=3"]
    staff = page(visiting(shelf, Role.REVIEWER), f"/articles/{APPROVED}/history")
    text = staff.one("main").text
    assert "by reviewer-account" in text
    assert "Struck for clinicians" in text
    assert "Reason: Beside the point." in text
    actions = [row.text for row in staff.all("tr")[1:]]
    assert any("endorse" in one for one in actions)
    assert page(readers, f"/articles/{CHANGES}/history", 404)


def test_two_versions_are_compared_in_words(shelf: Shelf, readers: TestClient) -> None:
    editor = visiting(shelf, Role.EDITOR)
    shown = page(editor, f"/articles/{APPROVED}/history?from=1&to=2")
    compared = shown.one("section", class_="compared").text
    assert "Dropped (statement)" in compared
    assert "1 dropped" in compared
    assert shown.all("del")
    same = page(editor, f"/articles/{APPROVED}/history?from=1&to=2&reader=patient")
    assert "Nothing that a reader would read differently." in same.one("section", class_="compared").text
    back = page(editor, f"/articles/{APPROVED}/history?from=2&to=1").one("section", class_="compared").text
    assert "Added (statement)" in back
    assert editor.get(f"/articles/{APPROVED}/history?from=1").status_code == 400
    assert readers.get(f"/articles/{APPROVED}/history?from=1&to=3").status_code == 404


# -- feed, board, front page, files


def test_the_feed_names_approved_articles_and_is_atom(readers: TestClient) -> None:
    response = readers.get("/articles.atom")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{needed}") is not None
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "http://testserver/articles.atom"
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}id") for one in entries] == [f"http://testserver/articles/{APPROVED}"]
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        assert entry.findtext(f"{ATOM}updated") == "2026-11-28T12:07:00Z"
        assert "approved for clinicians" in entry.findtext(f"{ATOM}summary")


def test_a_feed_holds_whatever_a_title_holds(shelf: Shelf) -> None:
    from curbside.articles.reading import list_articles
    from curbside.web.feed import articles_feed

    one = next(one for one in list_articles(shelf.desk, None) if one.slug == APPROVED)
    hostile = replace(one, title="<b>&\x0b \ud800 </title>", topic='"<>\x00')
    feed = etree.fromstring(articles_feed([hostile], "http://a", "S & <T>"))
    assert feed.find(f"{ATOM}entry").findtext(f"{ATOM}title") == "<b>&  </title>"
    assert etree.fromstring(articles_feed([], "http://a", "S")).findtext(f"{ATOM}updated")


def test_the_board_s_page_shows_who_agreed_with_what_they_declare(readers: TestClient) -> None:
    text = page(readers, "/board").one("main").text
    assert "Rosa Berg, MD" in text
    assert "Oncology" in text
    assert "Conflicts of interest: None" in text
    assert "-account" not in text


def test_the_front_page_names_articles_that_changed_last(readers: TestClient) -> None:
    home = page(readers, "/")
    headings = [one for one in home.headings if one in ("Recently reviewed articles", "Not reviewed yet")]
    assert headings == ["Recently reviewed articles", "Not reviewed yet"]
    assert set(listed(home)) == {APPROVED, SUBMITTED, UNDER_REVIEW}
    assert listed(home)[0] == APPROVED


@pytest.mark.parametrize(
    ("form", "ending"),
    [("ris", "ris"), ("bibtex", "bib"), ("csl-json", "json"), ("markdown", "md"), ("json", "json")],
)
def test_an_article_is_taken_along_in_every_format(readers: TestClient, form: str, ending: str) -> None:
    links = [tag["href"] for tag in page(readers, f"/articles/{APPROVED}").all("a") if "/export?" in tag["href"]]
    address = next(one for one in links if parse_qs(urlsplit(one).query)["format"] == [form])
    response = readers.get(address)
    assert response.status_code == 200
    assert response.headers["content-disposition"] == f'attachment; filename="curbside-{APPROVED}-v3.{ending}"'
    if form == "markdown":
        assert "Reviewed and approved on 2026-11-28 by Rosa Berg, MD" in response.text
        assert "## Opinion of the advisory board, not evidence" in response.text
        assert MARK_COMMENT in response.text
    if form == "json":
        assert response.json()["answer"]["review"]["state"] == "approved"
    assert "-account" not in response.text


def test_there_are_no_files_of_what_may_not_be_seen(readers: TestClient) -> None:
    assert readers.get(f"/articles/{CHANGES}/export?format=json").status_code == 404
    assert readers.get(f"/articles/{APPROVED}/export?version=1").status_code == 404
    assert readers.get(f"/articles/{APPROVED}/export?format=exe").status_code == 400


def test_a_file_of_what_nobody_reviewed_says_so(readers: TestClient) -> None:
    for address in (f"/articles/{UNDER_REVIEW}/export?format=markdown",
                    f"/articles/{APPROVED}/export?format=markdown&reader=patient"):  # fmt: skip
        assert "Educational; pending human review." in readers.get(address).text


def test_headings_of_every_page_go_down_one_level_at_a_time(shelf: Shelf) -> None:
    client = visiting(shelf, Role.EDITOR)
    for address in ("/articles", f"/articles/{APPROVED}", f"/articles/{APPROVED}/history?from=1&to=2", "/board"):
        levels = [int(tag.name[1]) for tag in page(client, address).tags if tag.name in {"h1", "h2", "h3", "h4"}]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("host", ["[", "a b", 'x"><script>', "", "a/b", "user@host"])
def test_a_host_that_is_none_is_written_nowhere(readers: TestClient, host: str) -> None:
    for address in (f"/articles/{APPROVED}", "/articles.atom"):
        assert readers.get(address, headers={"Host": host}).status_code == 400


def test_addresses_are_those_by_which_the_site_was_asked(readers: TestClient) -> None:
    for host in ("curbside.example:8443", "[::1]:8000"):
        shown = Webpage(readers.get(f"/articles/{APPROVED}", headers={"Host": host}).text)
        assert shown.one("link", rel="canonical")["href"] == f"http://{host}/articles/{APPROVED}"
