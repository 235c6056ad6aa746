"""The package that a Word file is: a zip of XML parts, opened with limits and without trust.

Nothing is written to disk, no part is followed out of the package, and a part with a document type (which Word never
writes, and entities need) is refused before anything reads it.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import Any

from lxml import etree

from curbside.errors import UnreadableInput

# Bytes. The largest handbooks have some 20 MB of text markup; pictures are never unpacked.
LARGEST_PART = 60_000_000
LARGEST_PACKAGE = 2_000_000_000
MOST_PARTS = 20_000
# Markup packs 10 to 50 times; bombs a thousand times.
GREATEST_RATIO = 300
_RATIO_FROM = 5_000_000

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The strict variant of the format has other names for the same things.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_AGAIN = "Save it again in Word as a .docx file."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "a PDF", "Name it .pdf."),
    (b"{\\rtf", "a rich text (RTF) file", "Open it in Word and save it as .docx."),
    (b"<html", "an HTML page", "Name it .html."),
    (b"<!doctype html", "an HTML page", "Name it .html."),
)


class DocxPackage:
    """The parts of a Word file, read one by one.

    Raises UnreadableInput when the data is no zip of a Word document, is encrypted, or unpacks to too much.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        if not data.startswith(b"PK"):
            raise _no_package(data, name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise UnreadableInput(f"{name} is damaged or ends early.", "Copy or download the file again.") from error
        self._parts = {info.filename: info for info in self._zip.infolist()}
        unpacked = sum(info.file_size for info in self._parts.values())
        if len(self._parts) > MOST_PARTS or unpacked > LARGEST_PACKAGE:
            raise self._too_large()
        self.main = self._main_part()

    def part(self, path: str) -> Any:
        """The tree of one part, None if the package has no such part.

        Raises UnreadableInput when it is too large, damaged, no XML, or has a document type.
        """
        info = self._parts.get(path)
        if info is None:
            return None
        data = self._unpacked(info)
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            why = "is nested too deeply" if "depth" in str(error).lower() else "is not well-formed"
            raise UnreadableInput(f"The part {path} of {self._name} {why}.", _AGAIN) from error
        if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
            raise UnreadableInput(f"The part {path} of {self._name} declares entities, which Word never does.", _AGAIN)
        return root

    def beside_main(self, name: str) -> Any:
        """The tree of a part in the main document's folder."""
        return self.part(f"{self.main.rpartition('/')[0]}/{name}".lstrip("/"))

    def _main_part(self) -> str:
        relations = self.part("_rels/.rels")
        for one in relations.iter(_RELATIONSHIP) if relations is not None else ():
            target = one.get("Target", "").lstrip("/")
            if one.get("Type", "").endswith("/officeDocument") and target in self._parts:
                return str(target)
        if "word/document.xml" in self._parts:
            return "word/document.xml"
        raise UnreadableInput(f"{self._name} is a zip file without a Word document in it.", _AGAIN)

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise UnreadableInput(f"{self._name} needs a password.", "Save a copy without one.")
        if _is_bomb(info.file_size, info.compress_size):
            raise self._too_large()
        try:
            with self._zip.open(info) as part:
                data = part.read(LARGEST_PART + 1)
        except _DAMAGED as error:
            raise UnreadableInput(
                f"The part {info.filename} of {self._name} is damaged.", "Copy or download the file again."
            ) from error
        if _is_bomb(len(data), info.compress_size):  # the directory may have lied
            raise self._too_large()
        return data

    def _too_large(self) -> UnreadableInput:
        return UnreadableInput(
            f"{self._name} unpacks to more than a Word document can hold.", "Split the document into several files."
        )


def _is_bomb(size: int, packed: int) -> bool:
    return size > LARGEST_PART or (size > _RATIO_FROM and size > GREATEST_RATIO * max(packed, 1))


def _no_package(data: bytes, name: str) -> UnreadableInput:
    """What a file is that is named .docx and is none."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return UnreadableInput(f"{name} needs a password.", "Save a copy without one.")
        return UnreadableInput(f"{name} is a Word 97-2003 document (.doc).", "Open it in Word and save it as .docx.")
    for start, what, hint in _OTHERS:
        if data[:200].lstrip().lower().startswith(start.lower()):
            return UnreadableInput(f"{name} is {what}, not a Word document.", hint)
    return UnreadableInput(f"{name} is not a Word document.", "Check that it is the right file.")
