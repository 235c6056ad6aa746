"""The rules of evidence for sources that people write, as a checker.

`curbside add --check` runs every rule over Markdown sources and prints what it finds. Nothing here keeps a source
out of a library: what cannot be read is refused by its reader; what is read and breaks a rule is for its author
to mend. Sources taken as they were published (JSON lines, say) are not held to rules of writing.

A rule is a generator below, named after what it asks for, listed in `RULES`; its docstring is what
docs/authoring.md says of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from curbside.errors import CurbsideError
from curbside.evidence.document import Document, Form, Statement
from curbside.evidence.kinds import Basis, Reader
from curbside.evidence.passage import written_out
from curbside.evidence.readability import reading_grade
from curbside.evidence.standalone import NAMES_ANOTHERS, POINTS_BACK
from curbside.evidence.terms import content_terms
from curbside.ingest.beside import read_said
from curbside.ingest.formats import Input, find_inputs
from curbside.ingest.markdown import read_front_matter
from curbside.ingest.records import with_defaults
from curbside.ingest.segment import sentences

# The highest Flesch-Kincaid grade of a source for patients: what a thirteen-year-old reads with ease.
HIGHEST_PATIENT_GRADE = 8.0
FEWEST_WORDS, MOST_WORDS = 5, 60
ASSEMBLED = "assembled from this source's own figures"
NOT_STATED = "not stated"

_COUNTRY = re.compile(r"[A-Z]{2}|INT|not stated")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?: ?%)?")
_SHARE = re.compile(r"\d ?%|\b(?:HR|OR|RR|hazard ratio|odds ratio|relative risk|risk ratio) [\d.]|\bper 1(?:00|,000)\b")
_WHOM = re.compile(
    r"\b(?:patients?|people|persons?|adults?|child(?:ren|hood)?|infants?|neonates?|newborns?|adolescents?|women|men"
    r"|girls|boys|users?|volunteers?|participants?|controls|cases?|encounters?|admissions?|outpatients?|inpatients?"
    r"|clinicians?|tumou?rs?|neoplasms?|carcinomas?|carcinoids?|adenocarcinomas?|NETs?|NENs?|NECs?|\w+omas?"
    r"|metastas[ei]s|lesions?|nodes|primar(?:y|ies)|eyes?|isolates?|scans?|studies|trials?|series|reports?|papers"
    r"|tests?|CBCs?|counts?|samples?|specimens?|pairs|episodes?|events?|person-(?:months|years)|patient-years"
    r"|pregnanc(?:y|ies)|biops(?:y|ies)|sore throats?|cells|arms?|doses?|conjunctivitis|hypothyroidism|vasculitis"
    r"|impetigo|haemodialysis|concentration|solution|drops?|suspension|gluconate|glucose|range)\b",
    re.IGNORECASE,
)
_NOTED = re.compile(r"\b(?:as printed|printed as|does not match|do not match|given as|computed)\b", re.IGNORECASE)
_DEFINED = re.compile(r"((?:[\w'’-]+ ){1,6})\(([A-Z][\w-]{1,11})(?:[,;][^()]*)?\)")
# "1,459 of 2,003 (72.84 %)", "62 of 171 patients (36.3 %)"; "19 (1.4 %) of 1,329".
_COUNTED = (
    re.compile(
        r"(?P<part>\d[\d,]*) (?:of|out of) (?:the |all )?(?P<whole>\d[\d,]*)[^().;:%\d]{0,80}\((?P<share>[\d.]+) %"
    ),
    re.compile(r"(?P<part>\d[\d,]*) \((?P<share>[\d.]+) %[^()]*\) of (?:the |all )?(?P<whole>\d[\d,]*)"),
    re.compile(r"(?P<part>\d[\d,]*)/(?P<whole>\d[\d,]*) \((?P<share>[\d.]+) %"),
)
_INTERVAL = re.compile(
    r"(?<![\d.])(?!95 % CI)(?P<value>-?\d+(?:\.\d+)?)(?: ?%| months| years| days| mmol/L)?(?:,? \(?|; )"
    r"(?:95 % )?CI (?P<low>-?\d+(?:\.\d+)?)(?: ?%)?(?:-| to |–)(?P<high>-?\d+(?:\.\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What breaks a rule: in which source, where in it, what is wrong and what to do."""

    document: str
    rule: str
    message: str
    hint: str
    place: str = ""

    def __str__(self) -> str:
        where = f" “{self.place if len(self.place) <= 120 else self.place[:117] + '…'}”" if self.place else ""
        return f"{self.message}{where} {self.hint} [{self.rule}]"


@dataclass(frozen=True)
class Authored:
    """A written source under examination: its document, its front matter, and the other sources at hand."""

    document: Document
    keys: Mapping[str, Any]
    others: Mapping[str, Document]

    @cached_property
    def said(self) -> list[tuple[Statement, str]]:
        """Every statement with its words, table rows written out with their headers."""
        return [(one, written_out(self.document, one)) for one in self.document.statements]

    @cached_property
    def sentences(self) -> list[str]:
        """The words of every statement that is no table row."""
        return [words for statement, words in self.said if statement.form is not Form.TABLE_ROW]

    @property
    def is_companion(self) -> bool:
        """Whether it says in plain words what other sources say."""
        return bool(self.document.derived_from)

    def caption(self, statement: Statement) -> str:
        """The caption of the table that a statement is a row of; empty for other statements."""
        if statement.table is None:
            return ""
        caption = self.document.tables[statement.table].caption
        return self.document.text[slice(*caption)] if caption else ""


@dataclass(slots=True)
class Checked:
    """What a check read and what it found; `skipped` pairs each input that was not taken with the reason."""

    documents: int = 0
    statements: int = 0
    tables: int = 0
    skipped: list[tuple[str, CurbsideError]] = field(default_factory=list)
    findings: list[tuple[Path, Finding]] = field(default_factory=list)


def check_paths(paths: Iterable[Path]) -> Checked:
    """Read files and folders as they would be added, and hold the Markdown sources to the rules; adds nothing.

    Raises UnreadableInput when a path does not exist or a folder holds nothing that can be read.
    """
    checked = Checked()
    authored: list[tuple[Input, Document]] = []
    for one in find_inputs(paths, lambda error: checked.skipped.append(("", error))):
        for document in one.documents(lambda error, at=one.path: checked.skipped.append((str(at), error))):  # type: ignore[misc]
            checked.documents += 1
            checked.statements += len(document.statements)
            checked.tables += len(document.tables)
            if one.is_authored:
                authored.append((one, document))
    for path, findings in findings_of(authored):
        checked.findings += [(path, finding) for finding in findings]
    return checked


def findings_of(authored: Sequence[tuple[Input, Document]]) -> Iterator[tuple[Path, list[Finding]]]:
    """What breaks the rules in written sources that are checked together, source by source."""
    others = {document.id: document for _, document in authored}
    for one, document in authored:
        keys = with_defaults(read_front_matter(one.path), read_said((), one.defaults).defaults)
        yield one.path, findings_in(Authored(document, keys, others))


Rule = Callable[[Authored], Iterator[tuple[str, str, str]]]


def findings_in(source: Authored) -> list[Finding]:
    """Everything in a written source that breaks a rule of evidence, rule by rule."""
    return [
        Finding(source.document.id, rule.__name__, message, hint, place)
        for rule in RULES
        for message, hint, place in rule(source)
    ]


# -- the record


def record_is_complete(source: Authored) -> Iterator[tuple[str, str, str]]:
    """The record names kind, title, authors or body, journal or publisher, year and jurisdiction.

    A page without a date says `accessed:` instead of a year. A jurisdiction is a country's two letters, EU, INT where
    it is several countries' or none's, or "not stated".
    """
    reference = source.document.reference
    if not source.keys.get("kind"):
        yield "The record does not say what kind of source it is.", "Add `kind:` (docs/authoring.md lists them).", ""
    if not reference.authors and not reference.publisher:
        yield "Neither authors nor a body are named.", "Add `authors:` or `publisher:`.", ""
    if not reference.container and not reference.publisher:
        yield "Neither journal nor publisher is named.", "Add `container:` or `publisher:`.", ""
    if reference.year is None and reference.accessed is None:
        yield "The record has no year.", "Add `year:`, or `accessed:` for a page without a date.", ""
    if not reference.jurisdiction:
        yield "The record names no jurisdiction.", "Add `jurisdiction:`: a country as two letters, EU, or INT.", ""
    elif not _COUNTRY.fullmatch(reference.jurisdiction):
        yield (
            "The jurisdiction is no country code.",
            "Write it like SE, EU, INT, or not stated.",
            reference.jurisdiction,
        )
    if not reference.language:
        yield "The record names no language.", "Add `language: en`.", ""


def source_can_be_looked_up(source: Authored) -> Iterator[tuple[str, str, str]]:
    """There is a DOI, a PMID, a PMCID or the publisher's own page, and never a mirror, copy, shop or forum."""
    reference = source.document.reference
    links = (reference.doi, reference.pmid, reference.pmcid, reference.url)
    if not any(links) and not source.is_companion and source.document.basis is not Basis.SEED_PAGE:
        yield "Nothing leads to the source.", "Add `doi:`, `pmid:`, `pmcid:` or the publisher's page as `url:`.", ""
    host = (urlsplit(reference.url or "").hostname or "").lower()
    if any(pattern.search(host) for pattern in _mirrors()):
        yield "The address is a mirror, copy, shop or forum.", "Give the publisher's own, or leave it out.", host
    for name, prefix in (("doi", "https://doi.org/"), ("pmid", "https://pubmed.ncbi.nlm.nih.gov/")):
        given = (reference.url or "").removeprefix(prefix).rstrip("/")
        known = getattr(reference, name)
        if (reference.url or "").startswith(prefix) and given.lower() != (known or "").lower():
            yield (
                f"The address leads to another {name.upper()} than the record's.",
                f"Make both the same `{name}:`.",
                given,
            )


def what_was_seen_is_said(source: Authored) -> Iterator[tuple[str, str, str]]:
    """`seen_at` says where the text was seen; a page that restates another is named; nothing is from memory."""
    document = source.document
    if not document.seen_at:
        yield "The record does not say where the text was seen.", "Add `seen_at:`.", ""
    if (document.basis is Basis.SECONDARY_PAGE) != (document.reported_by is not None):
        yield (
            "A source seen on another's page names that page, and only such a source does.",
            "Use `basis: secondary_page` together with `reported_by:`.",
            "",
        )
    if document.basis is not Basis.SEED_PAGE and any("recalled" in str(value) for value in source.keys.values()):
        yield "Something in the record was recalled, not seen.", "Leave it out.", ""


# -- the statements


def one_claim_a_sentence(source: Authored) -> Iterator[tuple[str, str, str]]:
    """Every statement is one whole sentence of readable length that ends in a full stop."""
    for words in source.sentences:
        if len(list(sentences(words, 0, len(words)))) > 1:
            yield "More than one sentence:", "Give each claim its own.", words
        if not words.endswith("."):
            yield "A sentence without its full stop:", "End it.", words
        if not FEWEST_WORDS <= len(words.split()) <= MOST_WORDS:
            yield f"Not of {FEWEST_WORDS} to {MOST_WORDS} words:", "Say it whole, or say two things.", words
    for block in source.document.blocks:
        words = source.document.text[block.start : block.end]
        if block.form is Form.LIST_ITEM and len(list(sentences(words, 0, len(words)))) > 1:
            yield "A list item of several sentences:", "Give each claim its own bullet.", words


def stands_alone(source: Authored) -> Iterator[tuple[str, str, str]]:
    """A statement needs no neighbour: it neither begins with "it" or "however" nor speaks of "that trial"."""
    for statement, words in source.said:
        if POINTS_BACK.match(words) and not statement.lead_ins:
            yield "It points to the sentence before it:", "Name what is meant.", words
        elif (found := NAMES_ANOTHERS.search(words)) is not None:
            yield f"“{found[0]}” is not named in it:", "Name it.", words


def names_its_subject(source: Authored) -> Iterator[tuple[str, str, str]]:
    """A statement, or a row with its caption, says what it is about in words of the title or the topics."""
    document = source.document
    subject = set(content_terms(" ".join((document.reference.title, *document.topics))))
    # "neuroendocrine tumours (NETs)" makes NET a name of the subject.
    for long_form, short_form in _DEFINED.findall(f"{document.reference.title}\n{document.text}"):
        if subject.intersection(content_terms(long_form)):
            subject.update(content_terms(short_form))
    for statement, words in source.said:
        if not subject.intersection(content_terms(f"{source.caption(statement)} {words}")):
            yield "It does not say what it is about:", "Name the disease, test or drug.", words


def nothing_is_said_twice(source: Authored) -> Iterator[tuple[str, str, str]]:
    """No two statements of a source say the same."""
    kept: list[tuple[str, frozenset[str], frozenset[str]]] = []
    for words in source.sentences:
        about, figures = frozenset(content_terms(words)), _figures(words)
        for earlier, other_terms, other_figures in kept:
            # One that has no word of its own says nothing that the other does not.
            if figures == other_figures and (about <= other_terms or other_terms <= about):
                yield "Said twice:", f"Keep one; the other is “{earlier[:80]}…”.", words
        kept.append((words, about, figures))


def headings_hold_statements(source: Authored) -> Iterator[tuple[str, str, str]]:
    """Every heading has statements under it, and every statement stands under a heading."""
    document = source.document
    used = {document.sections[statement.section].heading_path for statement in document.statements}
    for section in document.sections:
        path = section.heading_path
        if not path and any(not document.sections[one.section].heading_path for one in document.statements):
            yield "There are statements before the first heading.", "Begin the text with `## What it is about`.", ""
        elif path and not any(other[: len(path)] == path for other in used):
            yield "Nothing stands under a heading:", "Fill it or take it away.", " › ".join(path)


# -- the figures


def figures_say_of_whom(source: Authored) -> Iterator[tuple[str, str, str]]:
    """A share, ratio or rate has whom it counts in its own sentence, or in its table's caption or header."""
    for statement, words in source.said:
        if _SHARE.search(words) and not _WHOM.search(f"{source.caption(statement)} {words}"):
            yield "A figure without whom it counts:", "Say of how many whom.", words


def arithmetic_holds(source: Authored) -> Iterator[tuple[str, str, str]]:
    """A share is that of its counts and an estimate lies within its interval, or the sentence notes the slip."""
    for _, words in source.said:
        if _NOTED.search(words):
            continue
        for pattern in _COUNTED:
            for found in pattern.finditer(words):
                if not _is_share(found["part"], found["whole"], found["share"]):
                    yield (
                        f"{found['part']} of {found['whole']} is not {found['share']} %:",
                        "Leave it out or note it.",
                        words,
                    )
        for found in _INTERVAL.finditer(words):
            if not float(found["low"]) <= float(found["value"]) <= float(found["high"]):
                yield f"{found['value']} is outside its interval:", "Compare it with the source.", words


def tables_are_whole(source: Authored) -> Iterator[tuple[str, str, str]]:
    """A table has a caption that says whom it counts, stands under a heading, and is full.

    One put together from a summary's figures says so: "assembled from this source's own figures".
    """
    document = source.document
    for table in document.tables:
        caption = document.text[slice(*table.caption)] if table.caption else ""
        if not caption:
            yield "A table without a caption.", "Put `Table: what, denominator: whom, when` on the line above it.", ""
            continue
        if document.basis is not Basis.FULL_TEXT and ASSEMBLED not in caption:
            yield "The table does not say how it was made:", f"End its caption with “{ASSEMBLED}”.", caption
        if not _WHOM.search(caption):
            yield "The table does not say whom it counts:", "Name the denominator in the caption.", caption
        if not table.rows or len(table.columns) < 2:
            yield "A table of fewer than two columns, or without rows:", "Write it as sentences.", caption
        if any(len(row) != len(table.columns) or not all(end > start for start, end in row) for row in table.rows):
            yield (
                "A row with a missing or empty cell:",
                "Fill it; write “not stated” where the source is silent.",
                caption,
            )


# -- sources in plain words


def plain_words_are_plain(source: Authored) -> Iterator[tuple[str, str, str]]:
    """A source for patients reads at Flesch-Kincaid grade 8 or lower."""
    if source.document.reference.audience is not Reader.PATIENT:
        return
    grade = reading_grade(source.sentences)
    if grade > HIGHEST_PATIENT_GRADE:
        hardest = max(source.sentences, key=lambda words: reading_grade([words]))
        hint = f"Bring it to {HIGHEST_PATIENT_GRADE:.0f}: shorter sentences and words; the hardest is:"
        yield f"It reads at grade {grade:.1f}.", hint, hardest


def plain_words_keep_the_figures(source: Authored) -> Iterator[tuple[str, str, str]]:
    """Every figure of a plain rewording stands in one statement of a source that it names as `derived_from`."""
    if not source.is_companion:
        return
    missing = [one for one in source.document.derived_from if one not in source.others]
    if missing:
        yield "It is derived from sources not among those checked:", "Check them together.", ", ".join(missing)
        return
    twins = [Authored(source.others[name], {}, {}) for name in source.document.derived_from]
    carried = [_figures(f"{twin.caption(statement)} {words}") for twin in twins for statement, words in twin.said]
    copied = {words for twin in twins for _, words in twin.said}
    for _, words in source.said:
        figures = _figures(words)
        if figures and not any(figures <= one for one in carried):
            yield "No one statement of its sources carries these figures:", "Write them as the twin has them.", words
        if words in copied:
            yield "Word for word its twin:", "Say it in plain words.", words


RULES: tuple[Rule, ...] = (
    record_is_complete,
    source_can_be_looked_up,
    what_was_seen_is_said,
    one_claim_a_sentence,
    stands_alone,
    names_its_subject,
    nothing_is_said_twice,
    headings_hold_statements,
    figures_say_of_whom,
    arithmetic_holds,
    tables_are_whole,
    plain_words_are_plain,
    plain_words_keep_the_figures,
)


def _figures(words: str) -> frozenset[str]:
    return frozenset(figure.replace(" ", "").replace(",", "") for figure in _FIGURE.findall(words))


def _is_share(part: str, whole: str, share: str) -> bool:
    """Whether a printed percentage is that of its counts, to the last digit printed."""
    count, total = int(part.replace(",", "")), int(whole.replace(",", ""))
    digits = len(share.partition(".")[2])
    return total > 0 and abs(100 * count / total - float(share)) <= 0.5 * 10**-digits + 1e-9


@lru_cache(maxsize=1)
def _mirrors() -> tuple[re.Pattern[str], ...]:
    lines = files("curbside.ingest").joinpath("mirrors.txt").read_text("utf-8").splitlines()
    return tuple(re.compile(line, re.IGNORECASE) for line in lines if line and not line.startswith("#"))
