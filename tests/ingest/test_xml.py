"""XML from anywhere: what is told apart by its root, and what hostile files can not do."""

import gzip
import io
import resource
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from curbside.errors import UnreadableInput
from curbside.ingest import xml
from curbside.ingest.xml import read_xml, records, tree

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def texts(data: bytes | str, *tags: str) -> list[str]:
    stream = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    return [element.text for element in records(stream, tags or ("a",), "some.xml")]


def why(data: bytes | str) -> str:
    """Why a file is refused."""
    with pytest.raises(UnreadableInput) as caught:
        texts(data)
    assert caught.value.hint
    return caught.value.message


# Elements


def test_elements_come_in_order_whatever_their_namespace():
    assert texts("<r><a>1</a><x><b>2</b></x><a xmlns='u:v'>3</a></r>", "a", "b") == ["1", "2", "3"]


def test_of_nested_elements_the_outermost_comes():
    assert texts("<r><a>1</a><a>2<a>3</a></a><a>4</a></r>") == ["1", "2", "4"]


def test_comments_and_instructions_do_not_part_text():
    assert texts("<r><a>one<!-- x --> two<?y z?> <![CDATA[<three>]]></a></r>") == ["one two <three>"]


def test_a_whole_document_is_a_tree():
    assert tree(io.BytesIO(b"<!DOCTYPE r><r><a>1</a></r>"), "r.xml", 100).find("a").text == "1"


def test_a_document_over_the_limit_is_not_parsed():
    with pytest.raises(UnreadableInput, match="more than"):
        tree(io.BytesIO(b"<r>" + b"x" * 100 + b"</r>"), "r.xml", 50)


def test_what_was_read_before_damage_comes_first():
    got = []
    with pytest.raises(UnreadableInput, match="ends early"):
        got.extend(element.text for element in records(io.BytesIO(b"<r><a>1</a><a>2</a><a>3"), ("a",), "some.xml"))
    got = []
    with pytest.raises(UnreadableInput, match="not well-formed"):
        for element in records(io.BytesIO(b"<r><a>1</a><a>2</a></b>"), ("a",), "some.xml"):
            got.append(element.text)
    assert got == ["1", "2"]


def test_millions_of_elements_take_no_more_memory_than_a_few():
    code = (
        "import io, re\n"
        "from pathlib import Path\n"
        "from curbside.ingest.xml import records\n"
        "class Endless(io.RawIOBase):\n"
        "    sent = 0\n"
        "    def read(self, size=-1):\n"
        "        self.sent += 1\n"
        "        return b'<r>' if self.sent == 1 else b'<w><v><a>' + b'<i>x</i>' * 200 + b'</a></v></w>' "
        "if self.sent < 60_000 else b''\n"
        "try:\n"
        "    n = 0\n"
        "    for _ in records(Endless(), ('a',), 'x'): n += 1\n"
        "except Exception as error: assert 'ends early' in str(error), error\n"
        "assert n == 59_998, n\n"
        # What getrusage tells of a process begins with the peak of the one that started it.
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 150


# By the batch


def read_out(data: bytes, mostly: str | None) -> tuple[list[bytes], str]:
    """The elements that are read, and what is said of damage."""
    found: list[bytes] = []
    try:
        given = records(io.BytesIO(data), ("a", "d"), "some.xml", mostly=mostly)
        found.extend(etree.tostring(element, with_tail=False) for element in given)
    except UnreadableInput as error:
        return found, error.message
    return found, ""


MANY = b"<r>" + b"".join(b"<a n='%d'>\n<b>&alpha;</b> &lt;</a>\n" % n for n in range(9000)) + b"<d>4</d></r>"


@pytest.mark.parametrize(
    "data",
    [
        MANY,
        MANY[:-100],
        MANY[:-1],
        MANY.replace(b"<a n='5000'>", b"<a n='5000'><!-- </a> -->"),
        MANY.replace(b"<a n='5000'>", b"<a n='5000'><![CDATA[</a>]]>"),
        MANY.replace(b"<a n='5000'>", b"<x/><a n='5000'>"),
        MANY.replace(b"<a n='5000'>", b"<x><a/></x><a n='5000'>"),
        MANY.replace(b"<a n='5000'>", b"<a n='5000'><a>in</a>"),
        MANY.replace(b"<a n='5000'>", b"</a><a n='5000'>"),
        MANY.replace(b"<a n='5000'>", b"</r><r><a n='5000'>"),
        MANY.replace(b"<a n='5000'>", b"<a n='5000'>&own;"),
        MANY.replace(b"<a n='5000'>", b"<a n='5000'>\x01"),
        MANY.replace(b"<r>", b"<r xmlns='u:v'>").replace(b"\n", b""),
        MANY.replace(b"<r>", b"<r x='a>b'>"),
        MANY.replace(b"<r>", b"<r><g>").replace(b"</r>", b"</g></r>"),
        MANY.replace(b"<a n", b"<z n"),
        b"<r/>",
        b"<r><a/></r>",
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_reading_by_the_batch_gives_what_reading_one_by_one_does(data):
    assert read_out(data, "a") == read_out(data, None)


@given(st.lists(st.sampled_from([b"<a>", b"</a>", b"<r>", b"</r>", b"<!--", b"-->", b"&lt;", b"\n", b"x", b"<d/>"])))
def test_reading_by_the_batch_gives_what_reading_one_by_one_does_whatever_is_read(parts):
    data = b"<r>" + b"".join(parts) + b"</r>"
    (batch, why), (one_by_one, as_well) = read_out(data, "a"), read_out(data, None)
    assert (batch, bool(why)) == (one_by_one, bool(as_well))


# Characters and encodings


def test_named_characters_of_html_are_read_without_any_dtd():
    assert texts("<r><a>&alpha;&nbsp;&ge;&ensp;&LT;b&AMP; &lt;&amp;&#x3b2;</a></r>") == ["α\xa0≥\u2002<b& <&β"]


def test_a_dtd_is_neither_needed_nor_looked_for():
    assert texts('<?xml version="1.0"?><!DOCTYPE r PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd"><r><a>1</a></r>') == [
        "1"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso-8859-1", "windows-1252"])
def test_encodings_are_read_as_declared(encoding):
    declared = encoding.removesuffix("-sig")
    assert texts(f'<?xml version="1.0" encoding="{declared}"?><r><a>é</a></r>'.encode(encoding)) == ["é"]


def test_utf_16_without_a_mark_is_known_by_its_first_characters():
    assert texts('<?xml version="1.0" encoding="UTF-16"?><r><a>é</a></r>'.encode("utf-16-le")) == ["é"]


def test_what_is_not_in_its_encoding_is_refused():
    assert "Invalid bytes" in why("<r><a>é</a></r>".encode("latin-1"))
    assert "gb2312" in why("<?xml version='1.0' encoding='gb2312'?><r><a>é</a></r>".encode("latin-1"))


@pytest.mark.parametrize("encoding", ["punycode", "unicode_escape", "no-such", "base64", "rot13"])
def test_what_is_no_encoding_of_documents_is_refused(encoding):
    assert f"encoding {encoding}, which is not read" in why(f'<?xml version="1.0" encoding="{encoding}"?><r/>')


def test_control_characters_are_not_xml():
    assert "not well-formed" in why("<r><a>\x01</a></r>")
    assert "not well-formed" in why("<r><a>&#1;</a></r>")


# Hostile files


def test_no_file_is_read_through_an_entity(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;'):
        assert "uses the entity &x;" in why(f"<!DOCTYPE r [{declared}]><r><a>&x;</a></r>")


def test_billions_of_laughs_stay_one():
    assert "uses the entity &l9;" in why(f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><r><a>&l9;</a></r>')


def test_the_files_own_entities_are_never_read_even_under_the_name_of_a_known_one():
    assert texts('<!DOCTYPE r [<!ENTITY alpha "beta">]><r><a>&alpha;</a></r>') == ["α"]


def test_deep_nesting_is_refused():
    assert "nests more deeply" in why("<r>" + "<b>" * 100_000)


def test_a_text_too_long_for_any_element_is_refused(monkeypatch):
    monkeypatch.setattr(xml, "LARGEST_RECORD", 100_000_000)
    assert "longer text" in why("<r><a>" + "x" * 11_000_000 + "</a></r>")


@pytest.mark.parametrize(
    "inside", ["x" * 200_000, "<b/>" * 50_000, " " * 200_000, "<!-- x -->" * 20_000, f"<b c='{'x' * 200_000}'/>"]
)
def test_an_element_too_large_for_a_record_is_refused(inside, monkeypatch):
    monkeypatch.setattr(xml, "LARGEST_RECORD", 100_000)
    assert "holds an element of more than 0.1 MB" in why(f"<r><a>{inside}</a></r>")
    assert "holds an element of more than 0.1 MB" in why(f"<r>{inside}<a/></r>")


def test_what_begins_no_element_is_refused_without_being_read_whole(monkeypatch):
    monkeypatch.setattr(xml, "LARGEST_PROLOG", 100_000)

    class Endless(io.RawIOBase):
        sent = 0

        def read(self, size: int = -1) -> bytes:
            self.sent += size
            return b"<!-- x -->" * (size // 10)

    stream = Endless()
    with pytest.raises(UnreadableInput, match="no element begins"):
        list(records(stream, ("a",), "some.xml"))
    assert stream.sent < 500_000


@pytest.mark.parametrize(
    "data", [b"", b"words", b"\xff\xd8\xff\x00", b"<!-- x", b"<?xml", b"<!DOCTYPE r [", b"{}", b"<r"]
)
def test_what_is_not_xml_is_refused(data):
    assert "not XML" in why(data)


def test_a_gzip_bomb_is_refused_early():
    bomb = gzip.compress(b"<r><a>" + b" " * 200_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableInput):
        list(records(gzip.GzipFile(fileobj=io.BytesIO(bomb)), ("a",), "some.xml"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


# Which reader


def test_other_xml_is_refused_by_the_name_of_its_root():
    with pytest.raises(UnreadableInput, match="root element is <svg>"):
        list(read_xml(io.BytesIO(b"<?xml version='1.0'?>\n<!-- x --><s:svg xmlns:s='u:v'/>")))


def test_a_missing_file_is_named():
    with pytest.raises(UnreadableInput, match=r"There is no file gone\.xml"):
        list(read_xml("gone.xml"))


@given(st.binary(max_size=300), st.integers(0, 60), st.integers(0, 60))
def test_only_unreadable_input_leaves_it(noise, cut, at):
    good = b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE r [<!ENTITY x 'y'>]><r><a b='c'>&alpha;</a></r>"
    for data in (noise, good[: cut + at] + noise + good[at:], good[:at] + noise):
        try:
            list(records(io.BytesIO(data), ("a",), "some.xml"))
        except UnreadableInput as error:
            assert error.message and error.hint
