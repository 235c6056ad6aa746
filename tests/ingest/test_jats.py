"""Files of JATS: sets, answers of PubMed Central, and files that are none or mean harm."""

from __future__ import annotations

import gzip
import io
import re
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.jats_snippets import REFERENCES, article, cite, line, lines, read

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.ingest.jats import read_jats, read_jats_file
from curbside.ingest.xml import read_xml


def test_a_set_gives_its_articles_one_by_one() -> None:
    one = article("<p>One.</p>")
    two = article("<p>Two.</p>", title="<title-group><article-title>Another</article-title></title-group>")
    both = b"<pmc-articleset>" + one + two + b"</pmc-articleset>"
    assert [document.text for document in read_jats(io.BytesIO(both))] == ["One.", "Two."]
    assert [document.text for document in read_jats(io.BytesIO(gzip.compress(both)))] == ["One.", "Two."]


def test_an_answer_of_pubmed_central_is_read_through_its_namespaces() -> None:
    inner = article("<sec><title>Results</title><p>One.</p></sec>").replace(
        b"<article ", b'<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" ', 1
    )
    answer = (
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><metadata>'
        + inner
        + b"</metadata></record></GetRecord></OAI-PMH>"
    )
    (document,) = read_jats(io.BytesIO(answer))
    assert lines(document) == ["Results", "One."]
    assert [one.text for one in read_xml(io.BytesIO(answer)) if isinstance(one, Document)] == [document.text]


def test_one_bad_article_in_a_set_does_not_lose_the_others() -> None:
    bad = article("")
    both = b"<pmc-articleset>" + bad + article("<p>Two.</p>") + b"</pmc-articleset>"
    skipped: list[CurbsideError] = []
    assert [document.text for document in read_jats(io.BytesIO(both), skipped.append)] == ["Two."]
    assert [type(one) for one in skipped] == [IncompleteRecord]
    with pytest.raises(IncompleteRecord):
        list(read_jats(io.BytesIO(both)))


def test_reading_twice_gives_the_same_document() -> None:
    data = article("<sec><title>Results</title><p>One.</p></sec>", back=REFERENCES)
    assert read(data).revision == read(data).revision
    assert read(data).record_digest == read(data).record_digest


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (article(title=""), IncompleteRecord, "no title"),
        (article(""), IncompleteRecord, "neither an abstract nor a text"),
        (b"<html><p>no</p></html>", UnreadableInput, "no JATS article"),
        (b"", UnreadableInput, "not XML"),
        (b"%PDF-1.4", UnreadableInput, "not XML"),
        (article()[:-30], UnreadableInput, "ends early"),
        (article("<p>&undeclared;</p>"), UnreadableInput, "entity"),
        (article("<sec>" * 150 + "<p>deep</p>" + "</sec>" * 150), UnreadableInput, "nests"),
        (article("<sec>" * 5000 + "</sec>" * 5000), UnreadableInput, "nests"),
        (article("<p>" + "<italic>" * 200 + "x" + "</italic>" * 200 + "</p>"), UnreadableInput, "nests"),
        (article("<p>" + "word " * 3_000_000 + "</p>"), UnreadableInput, "MB|longer text"),
    ],
    ids=[
        "no title",
        "no text",
        "HTML",
        "nothing",
        "PDF",
        "cut",
        "entity",
        "150 deep",
        "5000 deep",
        "inline deep",
        "15 MB",
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(
    data: bytes, error: type[CurbsideError], message: str, refusal: Callable[..., CurbsideError]
) -> None:
    said = refusal(error, lambda: list(read_jats(io.BytesIO(data))))
    assert re.search(message, said.message), said.message


def test_no_entity_of_the_file_is_expanded(refusal: Callable[..., CurbsideError]) -> None:
    bomb = (
        b'<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    for name in (b"&b;", b"&x;"):
        refusal(UnreadableInput, lambda name=name: list(read_jats(io.BytesIO(bomb + article().replace(b"Some", name)))))


def test_control_characters_and_overrides_leave_no_trace() -> None:
    assert line("a&#x202e;b&#x200b;c&#x9f;d") == "abcd"


@pytest.mark.parametrize(
    "paragraph",
    [
        "[" + "1 " * 200_000 + cite("{1}"),
        " " * 300_000 + cite("{1} ") * 2_000,
        "(" * 100_000 + cite("[{1}]"),
        cite("[{1}], ") * 20_000,
        "<italic> </italic>" * 100_000,
        "<sup>1</sup>" * 50_000,
    ],
    ids=["open bracket", "spaces", "parentheses", "citations", "empty elements", "superscripts"],
)
def test_a_paragraph_of_any_making_is_read_in_reasonable_time(paragraph: str) -> None:
    begun = time.process_time()
    read(article(f"<p>{paragraph} end</p>"))
    assert time.process_time() - begun < 10


def _mutations() -> st.SearchStrategy[bytes]:
    whole = article(
        cite(
            "<sec sec-type='methods'><label>1</label><title>Methods</title><p>Mice died<sup>{1},{2}</sup>: <list>"
            "<list-item><p>one</p><list><list-item><p>two</p></list-item></list></list-item></list></p><fig>"
            "<label>F 1</label><caption><title>T</title><p>P</p></caption></fig></sec><table-wrap><label>T 1</label>"
            "<caption><p>C</p></caption><table><thead><tr><th rowspan='2'>a</th><th colspan='2'>b</th></tr><tr>"
            "<th>c</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table><table-wrap-foot><fn><label>a</label>"
            "<p>n</p></fn></table-wrap-foot></table-wrap>"
            "<boxed-text><title>B</title><p>x<inline-formula><mml:math><mml:mfrac><mml:mi>a</mml:mi></mml:mfrac>"
            "<mml:msup><mml:mi>a</mml:mi></mml:msup></mml:math></inline-formula></p></boxed-text>"
        ),
        meta="<contrib-group><contrib><name><surname>A</surname><given-names>B</given-names></name></contrib>"
        "</contrib-group><pub-date><year>2001</year></pub-date><fpage>1</fpage>",
        abstract="<abstract><p>Registered NCT01234567.</p></abstract>",
        back=REFERENCES,
    )
    pieces = [piece + b">" for piece in whole.split(b">")][:-1]
    at = st.integers(0, len(pieces) - 1)
    changes = st.lists(st.tuples(st.sampled_from(["drop", "twice", "swap", "cut"]), at, at), min_size=1, max_size=4)

    def changed(steps: list[tuple[str, int, int]]) -> bytes:
        now = list(pieces)
        for step, one, two in steps:
            one, two = one % len(now), two % len(now)
            if step == "drop":
                del now[one]
            elif step == "twice":
                now.insert(one, now[two])
            elif step == "swap":
                now[one], now[two] = now[two], now[one]
            else:
                now[one] = now[one][: len(now[one]) // 2]
            now = now or [b"<article/>"]
        return b"".join(now)

    # Elements opened and closed in pairs keep the file well-formed; byte changes mostly do not.
    tags = "p sec list list-item title xref sup table tr td th fig caption fn label def-item boxed-text table-wrap"
    names = st.sampled_from(tags.split())
    nested = st.recursive(
        st.sampled_from(["word", " 12 ", "", "[1]", "<break/>", "<xref ref-type='bibr'>3</xref>"]),
        lambda inner: st.builds(
            lambda name, inside: f"<{name}>{''.join(inside)}</{name}>", names, st.lists(inner, max_size=4)
        ),
        max_leaves=25,
    )
    return changes.map(changed) | nested.map(lambda body: article(body))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(_mutations())
def test_only_documented_errors_leave_the_reader(data: bytes) -> None:
    for one in _reads(data):
        if isinstance(one, Document):
            assert all(one.text[block.start : block.end].strip() for block in one.blocks)
            for grid in one.tables:
                assert len({len(row) for row in (grid.columns or grid.rows[:1] or [()]) and grid.rows}) <= 1


def _reads(data: bytes) -> Iterator[object]:
    try:
        yield from read_jats_file(io.BytesIO(data))
    except (UnreadableInput, IncompleteRecord) as error:
        assert error.message
        assert error.hint
