"""Opening a PDF and drawing its pages one after the other, with every way in which that can fail told in words.

Scripts, embedded files, forms and links are never looked at: only pages are drawn.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator
from typing import IO, Any

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjectNotFound, PDFObjRef
from pdfminer.psparser import PSException

from curbside.errors import UnreadableInput
from curbside.ingest.pdf.drawing import Box, Drawing, Pen
from curbside.ingest.pdf.limits import LARGEST_FILE, MOST_PAGES, Work, bound_unpacking

# pdfminer comments on every oddity of a file; what matters of them is told by the reader itself.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
bound_unpacking()

# What pdfminer lets escape from a damaged file, by what was met when its bytes were changed at random.
DAMAGE = (
    PSException,
    AssertionError,
    AttributeError,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
_LONGEST_CHAIN = 20
_KEPT_OBJECTS = 5_000
_HINT_DAMAGED = "Open it in a viewer and print it to a new PDF."


class _Interpreter(PDFPageInterpreter):
    """Tells the pen also where drawing shows: some programs fill the whole page and clip it to a cell."""

    device: Pen

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.clips: list[Box | None] = []

    def subinterp(self) -> PDFPageInterpreter:
        return _Interpreter(self.rsrcmgr, self.device)

    def do_W(self) -> None:  # noqa: N802
        self.device.clipping = True

    def do_W_a(self) -> None:  # noqa: N802
        self.device.clipping = True

    def do_n(self) -> None:
        self.device.clip_to(self.curpath)
        super().do_n()

    def do_q(self) -> None:
        self.clips.append(self.device.clip)
        super().do_q()

    def do_Q(self) -> None:  # noqa: N802
        if self.clips:
            self.device.clip = self.clips.pop()
        super().do_Q()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        clip = self.device.clip
        super().do_Do(xobjid_arg)
        self.device.clip = clip


class OpenedPdf(PDFDocument):
    """A PDF whose objects are forgotten in time, and whose references to references come to an end."""

    def getobj(self, objid: int) -> object:
        """The object of this number, following references that lead to references."""
        found = super().getobj(objid)
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(found, PDFObjRef):
                return found
            found = super().getobj(found.objid)
        raise PDFObjectNotFound(objid)

    def forget(self) -> None:
        """Let go of what earlier pages were made of, once that is much."""
        if len(self._cached_objs) > _KEPT_OBJECTS:
            self._cached_objs.clear()
            self._parsed_objs.clear()


def read_bytes(stream: IO[bytes], name: str) -> bytes:
    """The whole file; raises UnreadableInput when it is empty, too large or no PDF."""
    parts, size = [], 0
    while piece := stream.read(1 << 20):  # asked for all at once, a stream sets the whole limit aside
        parts.append(piece)
        size += len(piece)
        if size > LARGEST_FILE:
            raise UnreadableInput(
                f"{name} is larger than {LARGEST_FILE // 1_000_000} MB.", "Split it into several files."
            )
    data = b"".join(parts)
    if b"%PDF-" not in data[:2048]:
        what = "is empty" if not data.strip() else "is not a PDF"
        raise UnreadableInput(f"{name} {what}.", "Check that the file was copied or downloaded whole.")
    return data


def open_pdf(data: bytes, name: str) -> OpenedPdf:
    """Open it, with the empty password if it asks for one.

    Raises UnreadableInput when it asks for another password, uses an unknown encryption or is damaged.
    """
    try:
        return OpenedPdf(PDFParser(io.BytesIO(data)))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        wanted = "needs a password" if isinstance(error, PDFPasswordIncorrect) else "is encrypted in an unknown way"
        raise UnreadableInput(f"{name} {wanted}.", "Save a copy without protection, and add that.") from error
    except DAMAGE as error:
        raise damaged(name) from error


def drawings(document: OpenedPdf, name: str) -> Iterator[Drawing]:
    """Every page as it is drawn, in order, one at a time.

    A page that is damaged comes as far as it could be drawn and counts as unknown text. Raises UnreadableInput
    when the pages cannot be found, when there are none or too many, or when they unfold to too much.
    """
    resources, work = PDFResourceManager(), Work()
    pen = Pen(resources, work)
    interpreter = _Interpreter(resources, pen)
    number = 0
    for number, page in enumerate(_pages(document, name), 1):
        if number > MOST_PAGES:
            raise UnreadableInput(f"{name} has more than {MOST_PAGES:,} pages.", "Split it into several files.")
        yield _drawn(interpreter, pen, page, number)
        document.forget()
    if number == 0:
        raise UnreadableInput(f"{name} has no pages.", "Check that the file was copied or downloaded whole.")


def damaged(name: str) -> UnreadableInput:
    """The error for a PDF that cannot be made sense of."""
    return UnreadableInput(f"{name} is damaged: it cannot be read as a PDF.", _HINT_DAMAGED)


def _pages(document: OpenedPdf, name: str) -> Iterator[PDFPage]:
    pages = PDFPage.create_pages(document)
    while True:
        try:
            yield next(pages)
        except StopIteration:
            return
        except DAMAGE as error:
            raise damaged(name) from error


def _drawn(interpreter: PDFPageInterpreter, pen: Pen, page: PDFPage, number: int) -> Drawing:
    broken = False
    try:
        interpreter.process_page(page)
    except DAMAGE:
        broken = True
    drawing = pen.turned()
    drawing.number, drawing.label = number, _label(page)
    if broken:
        drawing.unknown += drawing.glyphs or 1
    return drawing


def _label(page: Any) -> str | None:
    label = page.label
    return label[:20] if isinstance(label, str) and label.isprintable() and label.strip() else None
