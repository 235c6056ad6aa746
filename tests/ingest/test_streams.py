"""Opening what a reader is given."""

import gzip
import io

import pytest

from curbside.errors import UnreadableInput
from curbside.ingest.streams import decode, name_of, open_binary, read_text


class OnlyReads:
    """The least a stream can be: no peek, no readline, no name."""

    def __init__(self, data: bytes) -> None:
        self.inner = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self.inner.read(size)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("as_source", [io.BytesIO, OnlyReads, lambda data: io.BufferedReader(io.BytesIO(data))])
def test_a_stream_is_read_plain_or_unpacked(pack, as_source):
    assert read_text(as_source(pack("82 %, liver 😀".encode())), 1000) == "82 %, liver 😀"


def test_gzip_is_known_by_its_bytes_and_not_by_its_name(tmp_path):
    path = tmp_path / "notes.md"
    path.write_bytes(gzip.compress(b"packed"))
    assert read_text(path, 1000) == "packed"
    assert read_text(str(path), 1000) == "packed"


def test_a_stream_that_was_handed_in_stays_open():
    stream = io.BytesIO(b"text")
    read_text(stream, 1000)
    assert not stream.closed


def test_a_byte_order_mark_is_not_text():
    assert decode(b"\xef\xbb\xbftext", "a file") == "text"


def test_an_empty_stream_is_empty_text():
    assert read_text(io.BytesIO(b""), 1000) == ""


def test_text_above_the_limit_is_refused_also_when_it_was_packed(refusal):
    assert read_text(io.BytesIO(b"x" * 10), 10) == "x" * 10
    refusal(UnreadableInput, lambda: read_text(io.BytesIO(b"x" * 11), 10))
    refusal(UnreadableInput, lambda: read_text(io.BytesIO(gzip.compress(b"x" * 1_000_000)), 10))


def test_what_is_not_utf_8_is_refused_with_its_place_and_its_name_as_written(refusal):
    error = refusal(UnreadableInput, lambda: decode("Riihimäki".encode("latin-1"), "notes.md"))
    assert error.message == "notes.md is not UTF-8 text (byte 6)."
    error = refusal(UnreadableInput, lambda: decode(b"\xff", "a.jsonl", 7))
    assert error.message.startswith("Line 7 of a.jsonl is not UTF-8")


def test_a_missing_file_is_refused(tmp_path, refusal):
    error = refusal(UnreadableInput, lambda: read_text(tmp_path / "none.md", 1000))
    assert "none.md" in error.message


def test_a_folder_is_not_a_file(tmp_path, refusal):
    refusal(UnreadableInput, lambda: read_text(tmp_path, 1000))


def test_a_name_that_the_system_refuses_is_a_refusal_too(tmp_path, refusal):
    refusal(UnreadableInput, lambda: read_text(tmp_path / ("x" * 300), 1000))


@pytest.mark.parametrize("keep", [2, 5, 15, -1, -5, -9])
def test_gzip_that_ends_early_is_refused(keep, refusal):
    packed = gzip.compress(bytes(range(256)) * 40)
    error = refusal(UnreadableInput, lambda: read_text(io.BytesIO(packed[:keep]), 100_000))
    assert "gzip" in error.message


def test_gzip_with_a_wrong_checksum_is_refused(refusal):
    packed = bytearray(gzip.compress(b"text"))
    packed[-8] ^= 1
    refusal(UnreadableInput, lambda: read_text(io.BytesIO(bytes(packed)), 1000))


def test_gzip_followed_by_something_else_is_refused(refusal):
    refusal(UnreadableInput, lambda: read_text(io.BytesIO(gzip.compress(b"text") + b"more"), 1000))


def test_gzip_in_several_members_is_read_to_its_end():
    assert read_text(io.BytesIO(gzip.compress(b"one ") + gzip.compress(b"two")), 1000) == "one two"


def test_a_source_is_called_by_its_file_name(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("x")
    with path.open("rb") as stream:
        assert name_of(stream) == name_of(path) == name_of(str(path)) == "notes.md"
    assert name_of(io.BytesIO()) == "the stream"


def test_a_file_is_closed_when_reading_fails(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"text" * 1000)[:20])
    with pytest.raises(UnreadableInput), open_binary(path) as stream:
        stream.read()
    path.unlink()
