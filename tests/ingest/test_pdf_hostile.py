"""Damaged, protected, oversized and hostile PDFs: refused in two sentences, or read without harm."""

from __future__ import annotations

import io
import time
import tracemalloc
import zlib
from collections.abc import Callable
from hashlib import md5

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.printing import column, file_of, pdf, stream, text

from curbside.errors import CurbsideError, InputError, UnreadableInput
from curbside.ingest.pdf import read_pdf
from curbside.ingest.pdf.limits import LARGEST_STREAM

Refusal = Callable[..., CurbsideError]
BODY = [text(60, 80, "Title of a made-up guideline", 18, "F2"), *column(60, 120, "Lentils help. " * 12, 475)]
SMALL = pdf([BODY, BODY])


def read(data: bytes) -> str:
    [document] = read_pdf(io.BytesIO(data))
    return document.text


@pytest.mark.parametrize("data", [b"", b"   \n", b"hello", b"PK\x03\x04", b"%PDF-1.7\n", b"%PDF-1.4\nnothing"])
def test_what_is_no_pdf_is_refused(data: bytes, refusal: Refusal) -> None:
    refusal(UnreadableInput, lambda: read(data))


def test_a_missing_file_is_refused(refusal: Refusal) -> None:
    error = refusal(UnreadableInput, lambda: list(read_pdf("/nowhere/guideline.pdf")))
    assert "guideline.pdf" in error.message


def test_a_pdf_without_pages_says_so(refusal: Refusal) -> None:
    assert "no pages" in refusal(UnreadableInput, lambda: read(pdf([]))).message


def test_a_scan_is_told_to_run_ocr(refusal: Refusal) -> None:
    error = refusal(UnreadableInput, lambda: read(scanned(pages=2, texts=0)))
    assert "no text layer" in error.message
    assert "ocrmypdf" in error.hint


def test_a_pdf_of_which_some_pages_are_scans_is_taken_and_names_them() -> None:
    [document] = read_pdf(io.BytesIO(scanned(pages=3, texts=1)))
    assert document.metadata["pages_without_text"] == [2, 3]


def scanned(pages: int, texts: int) -> bytes:
    """A PDF whose first pages hold text, the others only a picture over the whole sheet."""
    picture = stream(
        b"\x00",
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        "/BitsPerComponent 8 /Filter /FlateDecode",
    )
    drawn = [BODY if i < texts else ["q 595 0 0 842 0 0 cm /Im0 Do Q"] for i in range(pages)]
    number = 6 + 2 * pages
    data = pdf(drawn, extra=[picture])
    return data.replace(b"/Resources << /Font", b"/Resources << /XObject << /Im0 %d 0 R >> /Font" % number)


def test_a_pdf_with_a_password_says_so(refusal: Refusal) -> None:
    assert "needs a password" in refusal(UnreadableInput, lambda: read(encrypted(b"secret"))).message


def test_a_pdf_with_an_empty_password_is_read() -> None:
    assert "Lentils help." in read(encrypted(b""))


def encrypted(password: bytes) -> bytes:
    """A PDF protected with the standard handler, revision 2, 40 bits."""
    pad = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")

    def rc4(key: bytes, data: bytes) -> bytes:
        return Cipher(ARC4(key), mode=None).encryptor().update(data)

    owner = rc4(md5((password + pad)[:32]).digest()[:5], (password + pad)[:32])
    key = md5((password + pad)[:32] + owner + (-44).to_bytes(4, "little", signed=True) + b"0123456789abcdef").digest()[
        :5
    ]
    user = rc4(key, pad)
    content = "\n".join(BODY).encode("cp1252")
    packed = rc4(md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10], content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R "
        b"/F2 5 0 R >> >> >>",
        stream(b"", "", packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    ids = b"0123456789abcdef".hex()
    security = f"/Filter /Standard /V 1 /R 2 /P -44 /O <{owner.hex()}> /U <{user.hex()}>"
    return file_of(objects, f"/Root 1 0 R /ID [<{ids}> <{ids}>] /Encrypt << {security} >>")


def test_scripts_and_embedded_files_are_never_looked_at() -> None:
    actions = "/OpenAction << /S /JavaScript /JS (app.alert\\('seen'\\)) >> /Names << /EmbeddedFiles 99 0 R >>"
    assert "alert" not in read(pdf([BODY], catalog=actions))


@pytest.mark.parametrize("filters", ["/FlateDecode", "[/FlateDecode /FlateDecode]"])
def test_a_stream_that_unfolds_without_end_is_refused_in_bounded_memory(filters: str, refusal: Refusal) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 10_000_000) for _ in range(100)) + packer.flush()
    if filters.startswith("["):
        bomb = zlib.compress(bomb, 9)
    data = with_content(stream(b"", f"/Filter {filters}", bomb))
    tracemalloc.start()
    refusal(UnreadableInput, lambda: read(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * LARGEST_STREAM


def test_lzw_and_runs_are_bounded_as_well(refusal: Refusal) -> None:
    runs = bytes([129, 32]) * 2_000_000
    refusal(UnreadableInput, lambda: read(with_content(stream(b"", "/Filter /RunLengthDecode", runs))))


def with_content(content: bytes) -> bytes:
    """A PDF with one page whose content is this stream object."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        content,
    ]
    return file_of(objects, "/Root 1 0 R")


def test_forms_that_draw_forms_that_draw_forms_are_stopped(refusal: Refusal) -> None:
    depth, first = 9, 4
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /X 5 0 R >> >> >>",
    ]
    for level in range(depth + 1):
        below = f"/Resources << /XObject << /X {first + level + 2} 0 R >> >>" if level < depth else ""
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {below}" if level else ""
        objects.append(stream(b"/X Do " * 10, form + " /Filter /FlateDecode"))
    begun = time.monotonic()
    refusal(UnreadableInput, lambda: read(file_of(objects, "/Root 1 0 R")))
    assert time.monotonic() - begun < 240


@pytest.mark.parametrize(
    "objects",
    [
        [b"1 0 R", b"<< >>"],
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"2 0 R"],
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"],
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids 7 /Count (a) >>"],
    ],
)
def test_references_in_circles_come_to_an_end(objects: list[bytes], refusal: Refusal) -> None:
    refusal(UnreadableInput, lambda: read(file_of(objects, "/Root 1 0 R")))


@pytest.mark.parametrize("step", [0, 1])
def test_thousands_of_tinted_areas_and_unclosed_clips_take_bounded_time(step: int) -> None:
    fills = "".join(f"{50 + step * (i % 90)} {i / 4} 300 8 re f\n" for i in range(3_000))
    words = "".join(f"BT /F1 1 Tf {60 + i % 200} {i % 800} Td (lentil) Tj ET\n" for i in range(3_000))
    clips = "q 0 0 500 500 re W n (x) 1 re W n\n" * 500
    begun = time.monotonic()
    assert "lentil" in read(pdf([[fills, words, clips]]))
    assert time.monotonic() - begun < 30


def test_a_page_of_absurd_size_is_read() -> None:
    assert "Lentils help." in read(pdf([BODY], box=(14_400_000, 842)))


@pytest.mark.slow
def test_thousands_of_pages_are_read_in_bounded_memory() -> None:
    pages = [
        [text(60, 400, f"Lentil number {i} is as good as the others."), text(290, 815, str(i))] for i in range(1500)
    ]
    data = pdf(pages)
    tracemalloc.start()
    [document] = read_pdf(io.BytesIO(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(document.pages) == 1500
    assert peak < 100_000_000


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_pdf_with_damaged_bytes_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        piece = data.draw(st.binary(max_size=6))
        damaged[at : at + data.draw(st.integers(0, 6))] = piece
    try:
        list(read_pdf(io.BytesIO(bytes(damaged))))
    except InputError as error:
        assert error.message.endswith(".")
        assert error.hint


@given(st.integers(0, len(SMALL)))
@settings(max_examples=30)
def test_a_pdf_that_ends_early_is_read_or_refused(end: int) -> None:
    try:
        list(read_pdf(io.BytesIO(SMALL[:end])))
    except InputError as error:
        assert error.hint


def test_nothing_is_written_to_the_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    read(SMALL.replace(b"/MediaBox [0 0 595 842]", b"/MediaBux [0 0 595 842]"))
    assert capfd.readouterr().err == ""
