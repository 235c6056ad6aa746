"""A small typesetter for tests: PDFs written by hand, so that a test shows what stands where on the page."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from pdfminer.fontmetrics import FONT_METRICS

A4 = (595, 842)
FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Helvetica-Oblique"}


def text(x: float, y: float, words: str, size: float = 10, font: str = "F1") -> str:
    """Words with their baseline `y` points below the top of the page."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {x} {A4[1] - y} Td ({escaped}) Tj ET"


def width(words: str, size: float = 10, font: str = "F1") -> float:
    """How long words are."""
    widths = FONT_METRICS[FONTS[font]][1]
    return sum(widths.get(letter, 500) for letter in words) * size / 1000


def rule(x0: float, y: float, x1: float) -> str:
    """A thin line across."""
    return f"{x0} {A4[1] - y} m {x1} {A4[1] - y} l S"


def upright(x: float, y0: float, y1: float) -> str:
    """A thin line down."""
    return f"{x} {A4[1] - y0} m {x} {A4[1] - y1} l S"


def column(x: float, y: float, words: str, measure: float = 230, size: float = 10, leading: float = 12) -> list[str]:
    """A paragraph set ragged from `y` down in a column of this measure."""
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) > measure and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return [text(x, y + i * leading, line, size) for i, line in enumerate(lines)]


def pdf(
    pages: Sequence[Sequence[str]],
    *,
    info: str = "",
    catalog: str = "",
    page: str = "",
    box: tuple[float, float] = A4,
    extra: Sequence[bytes] = (),
) -> bytes:
    """A PDF with these pages; `info`, `catalog` and `page` add entries to dictionaries, `extra` whole objects."""
    objects: list[bytes] = []
    fonts = " ".join(f"/{name} {i + 3} 0 R" for i, name in enumerate(FONTS))
    first = 3 + len(FONTS)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode())
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>".encode()
        for base in FONTS.values()
    ]
    for i, drawn in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box[0]} {box[1]}] /Contents {first + 2 * i + 1} 0 R "
            f"/Resources << /Font << {fonts} >> >> {page} >>".encode()
        )
        objects.append(stream("\n".join(drawn).encode("cp1252")))
    objects += extra
    objects.append(f"<< {info} >>".encode())
    return file_of(objects, trailer=f"/Root 1 0 R /Info {len(objects)} 0 R")


def stream(data: bytes, entries: str = "/Filter /FlateDecode", packed: bytes | None = None) -> bytes:
    """A stream object; `packed` is what is written in place of the deflated data."""
    body = zlib.compress(data) if packed is None else packed
    return f"<< /Length {len(body)} {entries} >>\nstream\n".encode() + body + b"\nendstream"


def file_of(objects: Sequence[bytes], trailer: str) -> bytes:
    """Objects, numbered from 1, as a file."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{head}trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n".encode()
