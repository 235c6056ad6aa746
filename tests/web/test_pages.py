"""The pages, as a person meets them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient
from webpage import METASTASES, Browser, Tag, Webpage

from curbside.answer.answer import Answer, AnswerQuote
from curbside.engine import Curbside
from curbside.ingest.own_output import MARK_COMMENT
from curbside.web.app import build_app

MIGRAINE = "What is the best treatment for migraine?"


def page(client: TestClient, address: str, status: int = 200) -> Webpage:
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    return Webpage(response.text)


def ask(client: TestClient, **form: str) -> Webpage:
    response = client.post("/ask", data=form)
    assert response.status_code == 200
    return Webpage(response.text)


def put_in(client: TestClient, **form: str) -> Webpage:
    """What a page with script asks for: an answer without a page around it."""
    response = client.post("/ask", data=form, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return Webpage(response.text)


def card_matter(shown: Webpage, marker: Tag) -> list[Tag]:
    """What a marker leads to: the places of its carrying texts, or its reference."""
    first = marker["href"].removeprefix("#")
    prefix = first.rstrip("0123456789")
    places = [prefix + place for place in marker.attributes.get("data-places", "").split()] or [first]
    return [shown.one("li", id=place) for place in places]


def every_quote(answer: Answer) -> list[AnswerQuote]:
    statements = [*answer.summary, *(one for section in answer.sections for one in section.statements)]
    cells = [c for s in answer.sections for t in s.tables for row in t.cells for c in row]
    return [quote for carrier in (*statements, *cells) for quote in carrier.quotes]


def test_the_front_page_has_one_field_that_posts(client: TestClient) -> None:
    home = page(client, "/")
    form = home.one("form")
    assert (form["method"], form["action"]) == ("post", "/ask")
    field = home.one("input", type="text")
    assert field["name"] == "q"
    assert home.one("label")["for"] == field["id"]


def test_the_front_page_says_what_the_library_holds(client: TestClient, engine: Curbside) -> None:
    facts = [tag.text for tag in page(client, "/").all("dd")]
    library = engine.library()
    assert facts[:2] == [str(len(library.all_sources())), str(library.passage_count)]
    assert "20" in facts[2]


def test_every_example_on_the_front_page_is_answered(client: TestClient) -> None:
    examples = [a for a in page(client, "/").all("a") if a["href"].startswith("/ask?")]
    assert len(examples) >= 3
    for example in examples:
        assert "Direct answer" in page(client, example["href"]).headings


def test_a_library_that_answers_no_example_shows_none(empty: TestClient) -> None:
    home = page(empty, "/")
    assert "For example" not in home.headings
    assert home.all("dd")[0].text == "0"


def test_an_answer_is_the_same_by_form_and_by_address(client: TestClient) -> None:
    by_form, by_address = ask(client, q=METASTASES), page(client, f"/ask?q={quote(METASTASES)}")
    assert by_form.one("main").text == by_address.one("main").text


def test_an_answer_comes_in_the_design_s_order(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    text = shown.one("main").text
    landmarks = [
        answer.title,
        answer.question,
        "Educational; pending human review.",
        "Last updated:",
        "Which best describes you?",
        "Direct answer",
        answer.sections[0].heading,
        answer.sections[-1].heading.partition(": ")[2].capitalize(),
        "Figures",
        "Sources give different figures",
        "References",
        "Related questions",
        answer.notices[0],
        answer.disclaimer,
        "Ask a follow-up",
    ]
    places = []
    for landmark in landmarks:
        places.append(text.index(landmark, places[-1] if places else 0))
    assert places == sorted(places)
    assert "82 %" in shown.tags[shown.tags.index(shown.one("section", class_="direct"))].text


def test_every_statement_and_every_cell_of_the_answer_is_on_the_page(client: TestClient, answer: Answer) -> None:
    text = ask(client, q=METASTASES).one("main").text
    for section in answer.sections:
        topic, _, rest = section.heading.partition(": ")
        assert topic in text
        assert rest.lower() in text.lower()
        assert all(" ".join(one.text.split()) in text for one in section.statements)
        assert all(cell in text for table in section.tables for row in table.rows for cell in row)


def test_what_goes_beyond_a_screenful_is_folded_and_counted(client: TestClient, answer: Answer) -> None:
    folded = answer.folded_sections
    count = sum(len(s.statements) + sum(len(t.rows) for t in s.tables) for s in folded)
    said = [tag.text for tag in ask(client, q=METASTASES).all("summary")]
    assert f"{count} more statements in {len(folded)} sections" in said


def test_neighbouring_sections_of_one_topic_stand_under_its_heading_once(client: TestClient) -> None:
    shown = ask(client, q=METASTASES)
    assert shown.headings.count("Metastatic sites") == 1
    assert [tag.text for tag in shown.all("h3")][:3] == ["Liver", "Bone", "Brain and nervous system"]
    assert "Metastatic sites (continued)" in shown.headings


def test_a_superscript_says_which_source_it_cites_and_leads_to_its_words_below_the_reference(
    client: TestClient, answer: Answer
) -> None:
    shown = ask(client, q=METASTASES)
    markers = [a for a in shown.all("a") if "sup" in a.parents]
    assert markers[0]["aria-label"] == "citation 1, Riihimäki 2016"
    assert answer.summary[0].quotes[0].text in card_matter(shown, markers[0])[0].text
    for marker in markers:
        assert marker["aria-label"].startswith(f"citation {marker.text}, ")
        assert card_matter(shown, marker)


def test_a_card_says_in_whom_and_when_its_figures_hold_and_marks_them(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    matter = card_matter(shown, next(a for a in shown.all("a") if "sup" in a.parents))[0]
    first = answer.figures[0]
    assert f"{first.shown} in: {first.population}; when: {first.time}" in matter.text
    assert first.text in [tag.text for tag in shown.all("b", class_="figure")]


def test_every_statement_s_markers_lead_to_its_own_quotes(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    items = [li for li in shown.all("li") if "details" not in li.parents and shown.tags_in(li, "sup")]
    by_text = {one.text: one for section in answer.sections for one in section.statements}
    compared = 0
    for item in items:
        statement = next((one for text, one in by_text.items() if item.text.startswith(text)), None)
        if statement is None:
            continue
        led_to = " ".join(m.text for a in shown.tags_in(item, "a") for m in card_matter(shown, a))
        assert all(" ".join(q.text.split()) in led_to for q in statement.quotes)
        compared += 1
    assert compared > 20


def test_references_are_grouped_and_keep_their_numbers(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    groups = [h for h in shown.headings if h in ("Guideline", "Research", "Other sources")]
    assert groups == [g for g in ("Guideline", "Research", "Other sources") if g in groups]
    items = [li for li in shown.all("li") if li.attributes.get("id", "").startswith("ref-")]
    assert sorted(int(li["value"]) for li in items) == [r.number for r in answer.references]
    for li in items:
        reference = answer.references[int(li["value"]) - 1]
        assert reference.title in li.text
        assert reference.kind.replace("_", " ") in li.text
        assert reference.verb in li.text
        assert "standing not checked" in li.text
        assert "demonstration summary" in li.text
        assert str(reference.year or "") in li.text


def test_every_source_link_opens_the_source_with_exactly_the_quote_marked(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    links = {a["href"] for a in shown.all("a", class_="source") if a["href"].endswith("#quote")}
    quotes = {(q.document, q.start, q.end): q.text for q in every_quote(answer)}
    opened = 0
    for link in links:
        source = page(client, link.removesuffix("#quote"))
        assert source.ids.count("quote") == 1
        query = dict(pair.split("=") for pair in urlsplit(link).query.split("&"))
        key = (urlsplit(link).path.removeprefix("/sources/"), int(query["start"]), int(query["end"]))
        if key in quotes:
            assert source.one("mark").text == quotes[key]
            opened += 1
    statements = [one for s in answer.sections for one in s.statements]
    assert opened >= len(statements)


def test_a_table_row_opens_its_source_with_its_cells_marked(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    table = next(t for section in answer.sections for t in section.tables)
    assert table.caption in shown.one("main").text
    row = next(tag for tag in shown.all("tr") if tag.text.startswith(table.rows[0][0]))
    matter = card_matter(shown, shown.tags_in(row, "a")[0])[0]
    assert " | ".join(table.rows[0]) in matter.text
    link = next(a for a in shown.tags_in(matter, "a") if a["class"] == "source")
    assert [mark.text for mark in page(client, link["href"]).all("mark")] == list(table.rows[0])


def test_switching_the_reader_asks_the_same_question_again_at_the_same_place(client: TestClient) -> None:
    shown = ask(client, q=METASTASES, reader="patient")
    assert shown.one("button", value="patient")["aria-pressed"] == "true"
    assert shown.one("button", value="clinician")["aria-pressed"] == "false"
    form = shown.one("form", class_="readers")
    assert form["action"] == f"/ask#{form['id']}"
    assert METASTASES in [tag["value"] for tag in shown.tags_in(form, "input") if tag["name"] == "q"]


def test_a_chosen_reader_is_remembered_by_the_browser_and_by_nobody_else(engine: Curbside) -> None:
    client = Browser(build_app(engine))
    assert "reader" not in client.cookies
    response = client.post("/ask", data={"q": METASTASES, "reader": "patient", "remember": "reader"})
    cookie = next(c for c in response.headers.get_list("set-cookie") if c.startswith("reader="))
    assert cookie.startswith("reader=patient; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax")
    assert ask(client, q=METASTASES).one("button", value="patient")["aria-pressed"] == "true"
    by_address = page(client, f"/ask?q={quote(METASTASES)}")
    assert by_address.one("button", value="patient")["aria-pressed"] == "true"
    client.cookies.delete("reader")
    client.cookies.set("reader", "somebody")
    assert ask(client, q=METASTASES).one("button", value="clinician")["aria-pressed"] == "true"


def test_a_follow_up_sent_with_its_hidden_fields_is_understood_from_the_question_before(
    client: TestClient,
) -> None:
    first = ask(client, q=METASTASES, reader="trainee")
    form = first.one("form", class_="ask follow-up")
    sent = {tag["name"]: tag["value"] for tag in first.tags_in(form, "input") if tag["name"] != "csrf"}
    assert sent["reader"] == "trainee"
    second = ask(client, **sent | {"q": "And how often does it spread to bone?"})
    assert "How often do neuroendocrine tumors spread to bone?" in second.one("main").text
    switch = second.one("form", class_="readers")
    kept = [tag["value"] for tag in second.tags_in(switch, "input") if tag["name"] == "conversation"]
    assert kept == [sent["conversation"]]  # switching the reader asks this follow-up again
    form = second.one("form", class_="ask follow-up")
    assert [t["value"] for t in second.tags_in(form, "input") if t["name"] == "conversation"] != kept


def test_with_script_a_follow_up_comes_to_stand_below_with_places_of_its_own(client: TestClient) -> None:
    first = ask(client, q=METASTASES)
    form = first.one("form", class_="ask follow-up")
    sent = {tag["name"]: tag["value"] for tag in first.tags_in(form, "input") if tag["name"] != "csrf"}
    second = put_in(client, **sent | {"q": "And how often does it spread to bone?"})
    assert not second.all("html")
    assert not set(second.ids) & set(first.ids) - {"follows", "follow-reader"}
    assert second.all("h2", class_="title")
    assert not second.all("h1")
    for marker in (a for a in second.all("a") if "sup" in a.parents):
        assert card_matter(second, marker)
    assert {tag["id"] for tag in second.tags if "hx-swap-oob" in tag.attributes} == {"follows", "follow-reader"}
    assert next(tag["value"] for tag in second.tags_in(second.one("div", id="follows"), "input")) == "3"


def test_with_script_a_switch_of_reader_changes_the_answer_and_not_the_conversation(engine: Curbside) -> None:
    switched = put_in(Browser(build_app(engine)), q=METASTASES, reader="patient", remember="reader", turn="1")
    assert switched.one("article")["id"] == "answer"
    assert switched.one("button", value="patient")["aria-pressed"] == "true"
    assert [tag["id"] for tag in switched.tags if "hx-swap-oob" in tag.attributes] == ["follow-reader"]


@pytest.mark.parametrize("turn", ["", "0", "-1", "x", "9" * 5000, "²"])
def test_a_turn_that_is_none_is_the_first(client: TestClient, turn: str) -> None:
    assert put_in(client, q=METASTASES, turn=turn).one("article")["id"] == "answer"


def test_a_link_is_offered_that_asks_the_question_understood_without_its_conversation(client: TestClient) -> None:
    first = ask(client, q=METASTASES)
    assert first.one("a", data_copy="link")["href"] == f"/ask?{urlencode({'q': METASTASES})}"
    conversation = first.tags_in(first.one("form", class_="ask follow-up"), "input")
    token = next(tag["value"] for tag in conversation if tag["name"] == "conversation")
    second = ask(client, q="And how often does it spread to bone?", conversation=token)
    link = second.one("a", data_copy="link")["href"]
    assert "neuroendocrine" in link
    assert page(client, link).one("h1").text == second.one("h1").text


def test_no_link_is_offered_for_a_question_that_may_tell_who_somebody_is(client: TestClient) -> None:
    asked = "Where do neuroendocrine tumors metastasize, for Mrs Jane Doe, MRN 1234567?"
    shown = ask(client, q=asked)
    assert "Direct answer" in shown.headings
    assert not shown.all("a", data_copy="link")
    assert "No link is made" in shown.one("main").text
    assert not [a for a in shown.all("a") if "Jane" in a["href"]]


def test_an_emergency_sends_for_help_first(client: TestClient, engine: Curbside) -> None:
    asked = "I have crushing chest pain now, what should I do?"
    shown = ask(client, q=asked)
    assert shown.one("div", role="alert").text == engine.ask(asked).notices[0]
    assert shown.one("h1").text == engine.ask(asked).title
    assert not shown.all("form", class_="readers")
    assert "No answer from this library" not in shown.headings


def test_comparable_figures_are_drawn_beside_their_table_and_stand_in_no_other(client: TestClient) -> None:
    shown = ask(client, q=METASTASES)
    figures = shown.all("figure")
    assert len(figures) == len(shown.all("svg", role="img")) >= 3
    assert not [tag for tag in shown.tags if "svg" in tag.parents and {"href", "style", "id"} & tag.attributes.keys()]
    for figure, svg in zip(figures, shown.all("svg"), strict=True):
        assert shown.tags_in(svg, "title")[0].text in figure.text
        rows = [row for row in shown.tags_in(figure, "tr") if "tbody" in row.parents]
        assert len(rows) >= 3
        told = shown.tags_in(svg, "desc")[0].text
        assert all(shown.tags_in(row, "th")[0].text in told for row in rows)


def test_in_whom_a_differing_figure_holds_is_of_its_own_sentence(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES)
    rows = [row for row in shown.all("tr") if row.text.startswith("The liver is by far the most common site")]
    assert [shown.tags_in(row, "td")[1].text for row in rows] == ["all patients with metastatic NET"]


def test_what_is_opened_from_an_answer_leaves_the_answer_where_it_is(client: TestClient) -> None:
    """Going back to the page that a form's POST gave would ask for the form to be sent again."""
    shown = ask(client, q=METASTASES)
    away = [a for a in shown.all("a") if "article" in a.parents and a["href"].startswith(("http", "/sources/"))]
    assert away
    for link in away:
        assert link["target"] == ("source" if link["href"].startswith("/") else "_blank")


def test_related_questions_are_links_that_answer_for_the_same_reader(client: TestClient, answer: Answer) -> None:
    shown = ask(client, q=METASTASES, reader="trainee")
    links = [a for a in shown.all("a") if a["href"].startswith("/ask?")]
    links = [a for a in links if "data-copy" not in a.attributes]
    assert [a.text for a in links] == list(answer.related_questions)
    for link in links:
        assert page(client, link["href"]).one("button", value="trainee")["aria-pressed"] == "true"


def test_without_evidence_the_page_says_so_and_shows_what_is_nearest(client: TestClient, engine: Curbside) -> None:
    shown = ask(client, q=MIGRAINE)
    answer = engine.ask(MIGRAINE)
    assert "No answer from this library" in shown.headings
    assert "Direct answer" not in shown.headings
    text = shown.one("main").text
    assert all(said in text for said in answer.not_covered)
    for near in answer.nearest:
        assert " ".join(near.text.split()) in text
        assert near.reference.title in text
        assert f"/sources/{near.reference.documents[0]}" in [a["href"] for a in shown.all("a")]


def test_a_question_that_holds_markup_is_shown_as_text(client: TestClient) -> None:
    asked = "<script>alert(1)</script> \"neuroendocrine' onload=x metastases <!-- & --> </title>"
    response = client.post("/ask", data={"q": asked})
    shown = Webpage(response.text)
    assert all("src" in tag.attributes and not tag.text for tag in shown.all("script"))
    assert not shown.misnested
    assert not shown.unclosed
    assert asked in shown.one("main").text
    assert asked in [tag["value"] for tag in shown.all("input", name="q")]


def test_evidence_that_holds_markup_is_shown_as_text(hostile: TestClient) -> None:
    listed = page(hostile, "/sources")
    assert "<script>title</script>" in listed.one("main").text
    source = page(hostile, next(a for a in listed.all("a") if "<script>" in a.text)["href"])
    assert "<img src=x onerror=alert(1)>" in source.one("main").text
    shown = ask(hostile, q="What is the treatment of gudgeon fever?")
    assert "<b>Bold</b> treatment" in shown.one("main").text
    for one in (listed, source, shown):
        assert not [tag for tag in one.all("script") if "src" not in tag.attributes]
        assert not one.all("img")
        assert not [tag for tag in one.all("b") if "class" not in tag.attributes]
        assert not one.misnested


def test_a_source_whose_id_is_an_awkward_address_is_found_by_its_link(hostile: TestClient) -> None:
    links = [a for a in page(hostile, "/sources").all("a") if a["href"].startswith("/sources/")]
    assert {"10.1000%2Fgudgeon%3Fa=1", "what%3F%20%23%25%20é/\"'".replace("é", "%C3%A9")} <= {
        link["href"].removeprefix("/sources/").replace("%3D", "=").replace("%2F%22%27", "/\"'") for link in links
    }
    for link in links:
        assert page(hostile, link["href"]).one("h1").text == link.text


def test_the_list_of_sources_names_every_source_and_opens_it(client: TestClient, engine: Curbside) -> None:
    addresses, links = [], {}
    address: str | None = "/sources"
    while address is not None:
        listed = page(client, address)
        addresses += [a["href"] for a in listed.all("a") if a["href"].startswith("/sources/")]
        links |= {a.text: a["href"] for a in listed.all("a") if a["href"].startswith("/sources/")}
        address = next((a["href"] for a in listed.all("a") if a.attributes.get("rel") == "next"), None)
    assert len(addresses) == len(set(addresses)) == len(engine.library().all_sources())
    for title, href in list(links.items())[::20]:
        assert page(client, href).one("h1").text == title


def test_an_empty_library_says_how_to_fill_it(empty: TestClient) -> None:
    assert "curbside add" in page(empty, "/sources").one("main").text


def test_a_source_page_shows_record_and_whole_text(client: TestClient, engine: Curbside) -> None:
    document = engine.library().document("zheng-2019")
    assert document is not None
    source = page(client, "/sources/zheng-2019")
    text = source.one("main").text
    for said in ("Zheng Z", "registry study", "standing not checked", "demonstration summary", "31609098", "2019"):
        assert said in text
    for line in document.text.replace(" | ", "\n").splitlines():
        assert " ".join(line.split()) in text
    assert not source.all("mark")


@pytest.mark.parametrize("span", ["start=5&end=5", "start=9&end=2", "start=-3&end=4", "start=0&end=999999", "end=0"])
def test_a_place_that_is_not_in_the_text_is_said_not_to_be(client: TestClient, span: str) -> None:
    source = page(client, f"/sources/zheng-2019?{span}")
    assert "is not in this text" in source.one("main").text
    assert not source.all("mark")


def test_an_unknown_source_and_an_unknown_revision_are_not_found(client: TestClient) -> None:
    for address in ("/sources/nobody-1900", "/sources/a/b/c", "/sources/", "/sources/zheng-2019?revision=0", "/x"):
        missing = page(client, address, 404)
        assert missing.one("h1").text == "Not found"
        assert missing.one("form")["action"] == "/ask"


def test_an_earlier_revision_is_shown_marked_and_says_that_it_is_not_the_current_one(changed: TestClient) -> None:
    shown = ask(changed, q="What is the treatment of gudgeon fever?")
    current = next(a["href"] for a in shown.all("a", class_="source"))
    assert "earlier revision" not in page(changed, current).one("main").text
    earlier = page(changed, f"/sources/gudgeon?start=10&end=14&revision={changed.headers['x-first-revision']}")
    assert "earlier revision" in earlier.one("main").text
    assert earlier.one("mark", id="quote").text == "Rest"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/sources",
        "/sources/zheng-2019?start=27&end=60",
        "/nothing",
        f"/ask?q={quote(METASTASES)}",
        "/ask?q=migraine",
    ],
)
def test_every_page_stands_by_itself(client: TestClient, address: str) -> None:
    shown = Webpage(client.get(address).text)
    assert not shown.misnested
    assert not shown.unclosed
    assert len(shown.ids) == len(set(shown.ids))
    assert shown.all("html", lang="en")
    assert len(shown.all("h1")) == 1
    assert all(tag["src"].startswith("/static/") and not tag.text for tag in shown.all("script"))
    assert not shown.all("style")
    assert not [
        tag for tag in shown.tags if "style" in tag.attributes or any(a.startswith("on") for a in tag.attributes)
    ]
    for tag in shown.external:
        assert tag.name == "a"
        assert tag["rel"] == "noopener noreferrer"
    for tag in shown.all("link"):
        assert client.get(tag["href"]).status_code == 200


def test_an_answer_page_is_marked_as_curbside_s_own_and_is_light(client: TestClient) -> None:
    response = client.post("/ask", data={"q": METASTASES})
    assert MARK_COMMENT in response.text
    assert len(response.content) < 150_000


def test_pages_answer_to_head(client: TestClient) -> None:
    for address in ("/", "/sources", "/sources/zheng-2019", "/ask?q=neuroendocrine+metastases"):
        assert client.head(address).status_code == 200


GUDGEON = """---
id: {id}
kind: guideline
title: "{title}"
year: 2020
url: https://example.org/gudgeon
---
## Treatment

- {text}
"""


def library_with(folder: Path, *texts: str) -> Curbside:
    engine = Curbside(folder / "library", empty=True)
    for number, text in enumerate(texts):
        file = folder / f"{number}.md"
        file.write_text(text, "utf-8")
        engine.add(file)
    return engine


@pytest.fixture
def empty(tmp_path: Path) -> TestClient:
    return Browser(build_app(library_with(tmp_path)))


@pytest.fixture
def hostile(tmp_path: Path) -> TestClient:
    """A library whose titles, ids and statements look like markup."""
    texts = [
        GUDGEON.format(
            id="10.1000/gudgeon?a=1",
            title="Gudgeon fever <script>title</script>",
            text="Gudgeon fever &lt;b&gt;Bold&lt;/b&gt; treatment &lt;img src=x onerror=alert(1)&gt; is recommended.",
        ),
        GUDGEON.format(
            id='"what? #% é/\\"\'"', title="Gudgeon fever awkward", text="Gudgeon fever is treated with patience."
        ),
    ]
    return Browser(build_app(library_with(tmp_path, *texts)))


@pytest.fixture
def changed(tmp_path: Path) -> TestClient:
    """A library in which a source's words were replaced after they had been read once."""
    text = GUDGEON.format(id="gudgeon", title="Gudgeon fever guideline", text="Rest treats gudgeon fever.")
    engine = library_with(tmp_path, text)
    first = engine.library().source("gudgeon")
    assert first is not None
    later = library_with(tmp_path, text.replace("Rest treats", "A long rest treats"))
    app = build_app(later)
    return Browser(app, headers={"x-first-revision": first.revision})


def test_a_change_of_the_library_is_seen_by_the_next_request(tmp_path: Path) -> None:
    engine = library_with(tmp_path)
    client = Browser(build_app(engine))
    assert "The library is empty" in page(client, "/sources").one("main").text
    library_with(tmp_path, GUDGEON.format(id="gudgeon", title="Gudgeon fever", text="Rest treats gudgeon fever."))
    assert page(client, "/sources/gudgeon").one("h1").text == "Gudgeon fever"


def test_the_country_of_a_source_is_said_and_where_it_is_not_stated_that(client: TestClient) -> None:
    listed = Webpage(client.get("/sources", params={"q": "moxifloxacin"}).text)
    said = [tag.text.split(" · ")[-1] for tag in listed.all("p", class_="aside") if "standing" in tag.text]
    assert "not stated" not in said
    assert {"country not stated", "US"} == set(said)
