"""Sources as files that were never paper: web pages with a site around them, and Word documents made by pandoc."""

from __future__ import annotations

import base64
import html
import json
import re
import struct
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from evaluation.marked import plain
from evaluation.printed_layouts import Layout
from evaluation.printed_truth import Source
from evaluation.printing import body_html, byline, run_typesetter

# What a site puts around every article; none of it is a statement of the article.
SITE: Mapping[str, tuple[str, ...]] = {
    "journal": (
        "We use cookies to improve your experience on our site.",
        "Sign up for our newsletter and never miss an issue.",
        "People who read this article also read these articles.",
        "All content on this site is provided for information only and without warranty.",
    ),
    "agency": (
        "This website stores small text files on your device; choose which of them you allow.",
        "Was this page useful to you? Tell us what went wrong.",
        "Follow the agency on all channels to hear about new guidance.",
        "The agency is not responsible for the content of external internet sites.",
    ),
}
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def write_site_page(source: Source, layout: Layout, target: Path) -> None:
    """Write the source as a page of a journal's or an agency's site."""
    target.write_text((_journal_page if layout.heads == "journal" else _agency_page)(source), "utf-8")


def print_with_pandoc(source: Source, layout: Layout, target: Path) -> None:
    """Make a Word document with pandoc: real footnotes, captions, tables; running heads come from a reference file."""
    with tempfile.TemporaryDirectory() as scratch:
        page, reference = Path(scratch) / "page.html", Path(scratch) / "reference.docx"
        page.write_text(_page_for_pandoc(source), "utf-8")
        heads = running_of_word(source)
        reference.write_bytes(_with_heads(_default_reference(Path(scratch)), *heads))
        command = ["pandoc", "-f", "html+epub_html_exts", f"--reference-doc={reference}", str(page), "-o", str(target)]
        run_typesetter(command, target)


def running_of_word(source: Source) -> tuple[str, str]:
    """The head and the foot of a Word document."""
    return f"{source.record['publisher']} | internal copy", "Uncontrolled when printed"


def _page_for_pandoc(source: Source) -> str:
    notes: list[str] = []
    body = _with_pictures("\n".join(body_html(source.blocks)))

    def anchored(note: re.Match[str]) -> str:
        notes.append(note[1])
        return f'<a epub:type="noteref" href="#fn{len(notes)}">{len(notes)}</a>'

    body = re.sub(r'<span class="note">(.*?)</span>', anchored, body)
    asides = "".join(f'<aside epub:type="footnote" id="fn{n}"><p>{note}</p></aside>' for n, note in enumerate(notes, 1))
    references = "".join(f"<p>{html.escape(plain(one))}</p>" for one in source.references)
    end = f"<h1>References</h1>{references}" if references else ""
    body = re.sub(r"<(/?)h([2-6])>", lambda tag: f"<{tag[1]}h{int(tag[2]) - 1}>", body)
    title = html.escape(plain(source.title))
    authors = "".join(f'<meta name="author" content="{html.escape(name)}">' for name in source.authors)
    return (
        '<html xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title>{authors}</head><body>{body}{end}{asides}</body></html>"
    )


def _default_reference(scratch: Path) -> Path:
    target = scratch / "default.docx"
    made = subprocess.run(["pandoc", "--print-default-data-file", "reference.docx"], capture_output=True, check=True)
    target.write_bytes(made.stdout)
    return target


def _with_heads(reference: Path, head: str, foot: str) -> bytes:
    """A reference document with a running head, and a running foot with the page number."""
    target = reference.with_name("heads.docx")
    with zipfile.ZipFile(reference) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, _patched(name, old.read(name).decode("utf-8")))
        new.writestr("word/header9.xml", _running_part("hdr", head))
        new.writestr("word/footer9.xml", _running_part("ftr", foot))
    return target.read_bytes()


def _patched(name: str, text: str) -> str:
    if name == "[Content_Types].xml":
        overrides = "".join(
            f'<Override PartName="/word/{part}9.xml" ContentType="{_TYPES}.{part}+xml"/>'
            for part in ("header", "footer")
        )
        return text.replace("</Types>", overrides + "</Types>")
    if name == "word/_rels/document.xml.rels":
        relations = "".join(
            f'<Relationship Id="rIdRun{part}" Type="{_OFFICE}/{part}" Target="{part}9.xml"/>'
            for part in ("header", "footer")
        )
        return text.replace("</Relationships>", relations + "</Relationships>")
    if name == "word/document.xml":
        section = "".join(
            f'<w:{part}Reference w:type="default" r:id="rIdRun{part}" xmlns:r="{_OFFICE}"/>'
            for part in ("header", "footer")
        )
        text = re.sub(r"<w:sectPr\s*/>", "<w:sectPr></w:sectPr>", text)
        return re.sub(r"(<w:sectPr[^>]*>)", rf"\1{section}", text)
    return text


def _running_part(kind: str, words: str) -> str:
    text = f"<w:r><w:t>{html.escape(words)}</w:t></w:r>"
    page = (
        '<w:r><w:t xml:space="preserve"> </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{kind} xmlns:w="{_WORD}"><w:p>{text}{page}</w:p></w:{kind}>'


def _journal_page(source: Source) -> str:
    cookies, newsletter, related, disclaimer = SITE["journal"]
    menu = "".join(f'<li><a href="/{word.lower()}">{word}</a></li>' for word in ("Home", "Articles", "About", "Submit"))
    more = "".join(f'<li><a href="/a/{n}">Another article of no concern here, number {n}</a></li>' for n in range(1, 6))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>{html.escape(plain(source.title))} | {html.escape(source.journal)}</title>
{"".join(_citation_meta(source))}
<style>.hidden {{ display: none }}</style><script>window.track = "We use cookies";</script></head><body>
<div id="cookie-banner" role="dialog"><p>{cookies}</p><button>Accept all</button></div>
<header role="banner"><nav aria-label="Main"><ul>{menu}</ul></nav><form role="search"><input name="q"></form></header>
<main><article><h1>{html.escape(plain(source.title))}</h1><p class="authors">{html.escape(byline(source))}</p>
{_web_body(source)}
{_web_references(source)}
</article><aside class="related"><h2>Related</h2><p>{related}</p><ul>{more}</ul></aside></main>
<div class="newsletter"><p>{newsletter}</p></div>
<footer><p>{disclaimer}</p><ul>{menu}</ul></footer></body></html>
"""


def _agency_page(source: Source) -> str:
    """A page of an older kind: no article, no main, everything a div."""
    cookies, useful, follow, external = SITE["agency"]
    links = "".join(f'<a href="/{n}">Topic {n}</a> | ' for n in range(1, 9))
    record = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": plain(source.title),
        "author": [{"@type": "Person", "name": name} for name in source.authors],
        "datePublished": source.record["year"],
        "publisher": {"@type": "Organization", "name": source.record["publisher"]},
    }
    body = _web_body(source).replace("<p>", '<div class="para"><p>').replace("</p>", "</p></div>")
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html lang="en"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{html.escape(plain(source.title))} - The agency</title>
<script type="application/ld+json">{json.dumps(record)}</script></head><body><div id="wrap">
<div class="topbar"><div class="breadcrumb"><a href="/">Home</a> &gt; <a href="/g">Guidance</a></div>
<div class="menu">{links}</div></div>
<div class="sidebar"><ul><li><a href="#a">Overview</a></li><li><a href="#b">Recommendations</a></li></ul>
<div class="promo"><p>{follow}</p></div></div>
<div id="content" class="content"><h1>{html.escape(plain(source.title))}</h1>
<div class="share"><a href="#">Share</a> <a href="#">Print</a></div>
{body}
{_web_references(source)}
<div class="feedback"><p>{useful}</p></div></div>
<div id="footer"><div class="links">{links}</div><p>{external}</p></div>
<div class="cookie-consent"><p>{cookies}</p></div></div></body></html>
"""


def _citation_meta(source: Source) -> Iterator[str]:
    record = source.record
    pairs = [
        ("title", plain(source.title)),
        *(("author", name) for name in source.authors),
        ("journal_title", source.journal),
        ("publication_date", record["year"]),
        *((key, record[key]) for key in ("volume", "issue", "doi", "pmid", "issn") if record.get(key)),
        ("firstpage", record.get("first_page", "")),
    ]
    for key, value in pairs:
        if value:
            yield f'<meta name="citation_{key}" content="{html.escape(value)}">\n'


def _web_body(source: Source) -> str:
    notes: list[str] = []
    body = _with_pictures("\n".join(body_html(source.blocks)))

    def linked(note: re.Match[str]) -> str:
        notes.append(note[1])
        return f'<sup><a href="#fn{len(notes)}">{len(notes)}</a></sup>'

    body = re.sub(r'<span class="note">(.*?)</span>', linked, body)
    items = "".join(f'<li id="fn{n}">{note}</li>' for n, note in enumerate(notes, 1))
    return body + (f'<section class="footnotes" role="doc-endnotes"><ol>{items}</ol></section>' if notes else "")


def _web_references(source: Source) -> str:
    if not source.references:
        return ""
    items = "".join(f"<li>{html.escape(plain(one).partition('. ')[2])}</li>" for one in source.references)
    return f'<section class="references" id="references"><h2>References</h2><ol>{items}</ol></section>'


def _with_pictures(body: str) -> str:
    image = f'<img alt="" src="data:image/png;base64,{base64.b64encode(_grey_picture()).decode()}">'
    return body.replace('<div class="picture"></div>', image)


def _grey_picture() -> bytes:
    """A grey PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x99")) + chunk(b"IEND", b"")
    )
