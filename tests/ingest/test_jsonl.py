"""JSON lines: records, plain text, and damage in a line or in the file."""

import gzip
import io
import itertools
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import CurbsideError, IncompleteRecord, InputError, UnreadableInput
from curbside.evidence.document import Document, Form
from curbside.evidence.kinds import SourceKind
from curbside.evidence.passage import passages_of, written_out
from curbside.evidence.text import clean
from curbside.ingest.building import INTRODUCES
from curbside.ingest.jsonl import LONGEST_LINE, read_jsonl

GOOD = {"id": "a", "title": "Spread", "text": "The liver is first."}


def short(value: object) -> str:
    """A test's id from a value that may be very long."""
    return ascii(value)[:40]


def encode(*records: object, end: str = "\n") -> bytes:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    return end.join(lines).encode("utf-8", "surrogateescape")


def read(*records: object) -> list[Document]:
    return list(read_jsonl(io.BytesIO(encode(*records))))


def read_one(**keys: object) -> Document:
    (document,) = read({"title": "Spread", **keys})
    return document


def read_on(data: bytes) -> tuple[list[str], list[CurbsideError]]:
    """Read with `on_skip`: the ids of what was taken, and what was handed over."""
    skipped: list[CurbsideError] = []
    return [document.id for document in read_jsonl(io.BytesIO(data), skipped.append)], skipped


def written(document: Document) -> list[str]:
    return [written_out(document, s) for s in document.statements]


# Records


def test_a_line_is_a_document():
    (document,) = read(GOOD)
    assert (document.id, document.reference.title, document.text) == ("a", "Spread", "The liver is first.")


def test_question_and_answer_stand_for_title_and_text():
    (document,) = read({"question": "Where do NETs spread?", "answer": "To the liver."})
    assert (document.reference.title, document.text) == ("Where do NETs spread?", "To the liver.")


def test_a_key_without_a_value_does_not_hide_the_other_name():
    (document,) = read({"title": "", "question": "Where?", "text": None, "answer": "To the liver."})
    assert (document.reference.title, document.text) == ("Where?", "To the liver.")


def test_the_source_is_the_publisher_unless_one_is_named():
    assert read_one(text="x.", source="NIDDK").reference.publisher == "NIDDK"
    assert read_one(text="x.", source="NIDDK").metadata == {}
    named = read_one(text="x.", source="PubMed", publisher="NICE")
    assert named.reference.publisher == "NICE"
    assert named.metadata == {"source": "PubMed"}


def test_unknown_keys_and_known_ones_that_were_not_used_are_kept_as_metadata():
    document = read_one(text="x.", question="Where?", answer="Elsewhere.", focus="NET", tags=["a", {"b": 1}])
    assert document.metadata == {
        "question": "Where?",
        "answer": "Elsewhere.",
        "focus": "NET",
        "tags": ["a", {"b": 1}],
    }


def test_keys_of_the_record_are_read_as_in_front_matter():
    document = read_one(
        text="x.", kind="cohort_study", year="2016", authors="NICE", doi="doi:10.1000/x", basis="excerpt"
    )
    assert document.reference.kind is SourceKind.COHORT_STUDY
    assert (document.reference.year, document.reference.doi) == (2016, "10.1000/x")
    assert document.basis.value == "excerpt"


def test_a_number_may_be_an_id():
    assert read_one(id=28448665, text="x.").id == "28448665"


def test_without_an_id_the_same_words_have_the_same_id_and_others_another():
    assert read_one(text="One.\r\nTwo.").id == read_one(text="One.\nTwo.").id
    assert read_one(text="One.").id != read_one(text="Two.").id


def test_empty_lines_are_passed_over_and_line_ends_may_be_windows():
    data = encode(GOOD, "", "  ", {**GOOD, "id": "b"}, end="\r\n")
    assert [document.id for document in read_jsonl(io.BytesIO(data))] == ["a", "b"]


def test_a_byte_order_mark_at_the_beginning_will_do():
    assert read_on(b"\xef\xbb\xbf" + encode(GOOD)) == (["a"], [])


@pytest.mark.parametrize("data", [b"", b"\n\n \n", gzip.compress(b"", mtime=0)], ids=short)
def test_an_empty_file_holds_no_documents(data):
    assert read_on(data) == ([], [])


@pytest.mark.parametrize(("name", "pack"), [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress)])
def test_files_are_read_plain_and_packed(name, pack, tmp_path):
    path = tmp_path / name
    path.write_bytes(pack(encode(GOOD, {**GOOD, "id": "b"})))
    assert [document.id for document in read_jsonl(path)] == ["a", "b"]


# Plain text


def test_blank_lines_part_paragraphs():
    document = read_one(text="The liver\nis first.\n \nBone is rare.\r\n\r\nLung.")
    assert document.text == "The liver is first.\nBone is rare.\nLung."


@pytest.mark.parametrize("bullet", ["-", "*", "•", "‣", "◦", "1.", "12)"])
def test_a_line_with_a_bullet_is_a_list_item_and_carries_its_lead_in(bullet):
    document = read_one(text=f"It helps. Contraindicated in:\n{bullet} pregnancy\n\n  {bullet} renal failure\n")
    assert [s.form for s in document.statements][2:] == [Form.LIST_ITEM, Form.LIST_ITEM]
    assert written(document)[2:] == ["Contraindicated in: pregnancy", "Contraindicated in: renal failure"]


@pytest.mark.parametrize("text", ["5.5 % of patients.", "-5 mmol/l was seen.", "1990. That year.", "*starred* word."])
def test_a_number_or_a_sign_is_not_a_bullet(text):
    document = read_one(text=text)
    assert document.text == text
    assert {s.form for s in document.statements} == {Form.SENTENCE}


def test_an_indented_line_goes_on_with_its_list_item():
    document = read_one(text="Signs:\n- fever that\n  lasts\n  for days\n- cough\nSee a doctor.")
    assert written(document) == ["Signs:", "Signs: fever that lasts for days", "Signs: cough", "See a doctor."]


def test_a_paragraph_ends_a_list():
    document = read_one(text="Signs:\n- fever\n\nOther words.\n- bone")
    assert written(document) == ["Signs:", "Signs: fever", "Other words.", "bone"]


def test_markdown_in_plain_text_is_not_interpreted():
    assert read_one(text="# Not a heading, **not** bold, a | b").text == "# Not a heading, **not** bold, a | b"


@given(st.text("aÉe\u0301 .:-•1)\n\r\t\u00a0\u202e\u200b😀𝛽\u05d0", max_size=60) | st.text(max_size=60))
def test_every_span_of_any_text_is_its_words(text):
    document = read_one(text=f"Words. {text}")
    assert document.text == clean(document.text)
    assert [document.text[b.start : b.end] for b in document.blocks] == document.text.split("\n")
    for s in document.statements:
        words = document.text[s.start : s.end]
        assert words == words.strip() != ""
        for lead_in in s.lead_ins:
            words = document.text[slice(*lead_in)]
            assert not words.endswith((".", "?", "!")) or INTRODUCES.search(words)
    assert [s for p in passages_of(document) for s in p.statements] == list(document.statements)


@given(st.text("aÉ .:-•1)\n\t😀𝛽", max_size=60))
def test_no_word_of_a_text_is_lost(text):
    document = read_one(text=f"Words. {text}")
    unbulleted = {piece for piece in f"Words. {text}".split() if not set(piece) <= set("-•1.)")}
    assert unbulleted <= set(document.text.split())


def test_half_a_surrogate_pair_never_reaches_a_digest():
    (document,) = read('{"title": "T\\ud800", "text": "x \\udfff.", "n\\ud800": ["\\ud800"]}')
    assert (document.reference.title, document.text, document.metadata) == ("T", "x .", {"n": [""]})
    assert len(document.revision) == len(document.record_digest) == 64


# Lines that cannot be taken


BAD_LINES = [
    ("[1, 2]", UnreadableInput, "not a JSON object"),
    ('"text"', UnreadableInput, "not a JSON object"),
    ("null", UnreadableInput, "not a JSON object"),
    ("{", UnreadableInput, "not JSON"),
    ("title: T", UnreadableInput, "not JSON"),
    ('{"a": 1} {"b": 2}', UnreadableInput, "not JSON"),
    ("[" * 1_000, UnreadableInput, "not JSON"),
    ("[" * 100_000, UnreadableInput, "not JSON"),
    ('{"title": "T", "text": "x", "n": ' + "9" * 5_000 + "}", UnreadableInput, "not JSON"),
    ('{"title": "T", "text": "x", "n": ' + "[" * 1_000 + "]" * 1_000 + "}", IncompleteRecord, "`n`"),
    ('{"title": "\udcff", "text": "x"}', UnreadableInput, "not UTF-8"),
    ({"text": "x"}, IncompleteRecord, "no title"),
    ({"title": "\u200b", "text": "x"}, IncompleteRecord, "no title"),
    ({"title": ["T"], "text": "x"}, IncompleteRecord, "`title`"),
    ({"title": "T"}, IncompleteRecord, "no text"),
    ({"title": "T", "text": " \n"}, IncompleteRecord, "no text"),
    ({"title": "T", "text": "\u200b\u202e"}, IncompleteRecord, "no text"),
    ({"title": "T", "text": ["x"]}, IncompleteRecord, "no text"),
    ({**GOOD, "doi": "cam4"}, IncompleteRecord, "doi"),
    ({**GOOD, "basis": "hearsay"}, IncompleteRecord, "`basis`"),
    ({**GOOD, "date": "Jan 2019"}, IncompleteRecord, "date"),
    ({**GOOD, "id": "x" * 201}, IncompleteRecord, "id"),
]


@pytest.mark.parametrize(("line", "error", "why"), BAD_LINES, ids=short)
def test_without_on_skip_a_bad_line_is_raised_with_its_number(line, error, why, refusal):
    if "`n`" in why:
        # Where Python's own limit is met first, the line counts as unreadable; both are refusals.
        with pytest.raises(InputError):
            read(GOOD, line)
        return
    caught = refusal(error, lambda: read(GOOD, line))
    assert caught.message.startswith("Line 2 of the stream")
    assert why in caught.message


@pytest.mark.parametrize(("line", "error", "why"), BAD_LINES, ids=short)
def test_with_on_skip_a_bad_line_is_handed_over_and_reading_goes_on(line, error, why):
    taken, skipped = read_on(encode(GOOD, line, {**GOOD, "id": "b"}))
    assert taken == ["a", "b"]
    assert len(skipped) == 1
    assert isinstance(skipped[0], InputError)
    assert skipped[0].message
    assert skipped[0].hint


def test_documents_before_a_bad_line_are_yielded_before_it_is_raised():
    documents = read_jsonl(io.BytesIO(encode(GOOD, "[]")))
    assert next(documents).id == "a"
    with pytest.raises(UnreadableInput):
        next(documents)


def test_a_file_in_another_encoding_is_refused(refusal):
    error = refusal(UnreadableInput, lambda: list(read_jsonl(io.BytesIO(json.dumps(GOOD).encode("utf-16")))))
    assert "Line 1 of the stream is not UTF-8" in error.message


# Damage to the file itself


@pytest.mark.parametrize("on_skip", [None, lambda error: None], ids=["raising", "skipping"])
def test_a_line_that_is_too_long_ends_the_reading(on_skip, refusal):
    data = encode(GOOD) + b"\n" + b"x" * (LONGEST_LINE + 1)
    documents = read_jsonl(io.BytesIO(data), on_skip)
    assert next(documents).id == "a"
    assert "Line 2" in refusal(UnreadableInput, lambda: next(documents)).message


@pytest.mark.parametrize("on_skip", [None, lambda error: None], ids=["raising", "skipping"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_of_a_truncated_gzip_every_whole_line_is_yielded_before_it_is_raised(share, on_skip, refusal):
    packed = gzip.compress(encode(*({**GOOD, "id": f"{n}", "text": f"Text {n * 7919 % 997}."} for n in range(4000))))
    cut = packed[: int(len(packed) * share)]
    whole_lines = zlib.decompressobj(31).decompress(cut).count(b"\n")
    documents = read_jsonl(io.BytesIO(cut), on_skip)
    taken = [document.id for document in itertools.islice(documents, whole_lines)]
    assert "ends early" in refusal(UnreadableInput, lambda: next(documents)).message
    assert taken == [f"{n}" for n in range(whole_lines)]


def test_a_missing_file_is_refused(tmp_path, refusal):
    refusal(UnreadableInput, lambda: list(read_jsonl(tmp_path / "none.jsonl")))


@given(st.binary(max_size=80) | st.text('{}[]":,\\u tilex0', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_in_two_sentences(data):
    for bytes_given in (data, b"\x1f\x8b" + data):
        try:
            list(read_jsonl(io.BytesIO(bytes_given)))
        except InputError as error:
            assert error.message
            assert error.hint
