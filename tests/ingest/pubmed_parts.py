"""Invented PubMed records, in parts, for the tests of their reader."""

import io

from evaluation.pubmed_shaped import HEAD, TAIL

from curbside.evidence.document import Document
from curbside.evidence.kinds import Role
from curbside.ingest.formats import Read
from curbside.ingest.pubmed import read_pubmed_file

PMID = "900000001"
TITLE = "<ArticleTitle>An invented paper.</ArticleTitle>"
JOURNAL = (
    "<Journal><ISSN>0000-0001</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2019</Year>"
    "<Month>Dec</Month></PubDate></JournalIssue><Title>Journal of Invented Medicine</Title></Journal>"
)


def record(article: str = TITLE, citation: str = "", data: str = "", pmid: str = PMID, version: int = 1) -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="{version}">{pmid}</PMID><Article>{article}'
        f"</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def file_of(*written: str) -> bytes:
    return (HEAD + "".join(written) + TAIL).encode()


def reads(*written: str) -> list[Read]:
    return list(read_pubmed_file(io.BytesIO(file_of(*written))))


def document(article: str = "", citation: str = "", data: str = "") -> Document:
    first = reads(record(TITLE + article if "<ArticleTitle>" not in article else article, citation, data))[0]
    assert isinstance(first, Document)
    return first


def abstract(*parts: str) -> Document:
    return document(f"<Abstract>{''.join(parts)}</Abstract>")


def labelled(label: str, category: str | None, text: str) -> str:
    nlm = f' NlmCategory="{category}"' if category else ""
    return f'<AbstractText Label="{label}"{nlm}>{text}</AbstractText>'


def types(*names: str) -> str:
    listed = "".join(f'<PublicationType UI="D000000">{name}</PublicationType>' for name in names)
    return f"<PublicationTypeList>{listed}</PublicationTypeList>"


def correction(ref_type: str, source: str = "J Made Up. 2020;1:2", pmid: str = "900000009", note: str = "") -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{ref_type}"><RefSource>{source}</RefSource>'
        f'<PMID Version="1">{pmid}</PMID>{f"<Note>{note}</Note>" if note else ""}</CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )


def written(one: Document) -> list[tuple[str, Role, str]]:
    """What is said: innermost heading, role, words."""
    return [((one.heading_path(s) or ("",))[-1], s.role, one.text[s.start : s.end]) for s in one.statements]
