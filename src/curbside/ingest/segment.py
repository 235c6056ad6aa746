"""Blocks to statements: where sentences end, and what each does in its source.

Sentence boundaries are sentencex's, which gets `vs.`, `et al.`, `b.i.d.` and `E. coli` right. The role of a
statement is the one its source gives, else it comes from the headings it stands under, innermost first; without a
telling heading a guideline's
statements are recommendations and everything else's are results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version

import sentencex

from curbside.evidence.document import Block, Form, Section, Statement
from curbside.evidence.kinds import Role, SourceKind
from curbside.evidence.text import Span

# Raise the last number when statements come out differently from the same blocks.
SEGMENTER = f"sentencex-{version('sentencex')}+curbside-1"

_ROLE_HEADINGS = (
    (Role.AIM, r"aims?|objectives?|purpose|goals?|research question"),
    (Role.BACKGROUND, r"background|introduction|context|rationale|importance"),
    (
        Role.METHOD,
        r"methods?|materials?( and methods?)?|patients and methods|design|setting|settings|participants|patients|"
        r"interventions?|main outcomes?( measures?)?|measurements?|data sources?|study selection|"
        r"statistical analysis|search strategy",
    ),
    (Role.RESULT, r"results?|findings|main results"),
    (Role.CONCLUSION, r"conclusions?|discussion|interpretation|implications|summary|key points"),
    (Role.RECOMMENDATION, r"recommendations?|guidance|advice"),
)
_ROLES = tuple((role, re.compile(rf"(?:{words})", re.IGNORECASE)) for role, words in _ROLE_HEADINGS)
# "2. Methods", "3.1 Results".
_NUMBERED = re.compile(r"\d+(?:\.\d+)*[.)]?\s+")
# Where a source advises, "Interventions" and "Patients" head what to do and for whom, not how a study was done.
_ADVISING = frozenset({SourceKind.GUIDELINE, SourceKind.DRUG_LABEL, SourceKind.PATIENT_INFORMATION})
_METHODS_OF_ADVICE = re.compile(
    r"(?:patients and |materials and )?methods?|search strategy|study selection|data sources?", re.IGNORECASE
)
_ROLES_OF_ADVICE = tuple((role, _METHODS_OF_ADVICE if role is Role.METHOD else words) for role, words in _ROLES)


def role_under(heading_path: Sequence[str], kind: SourceKind) -> Role:
    """The role of statements under these headings in a source of this kind."""
    for heading in reversed(heading_path):
        plain = _NUMBERED.sub("", heading.strip()).rstrip(":.").strip()
        for role, pattern in _ROLES if kind not in _ADVISING else _ROLES_OF_ADVICE:
            if pattern.fullmatch(plain):
                return role
    return Role.RECOMMENDATION if kind is SourceKind.GUIDELINE else Role.RESULT


def statements_of(
    text: str, sections: Sequence[Section], blocks: Sequence[Block], kind: SourceKind
) -> tuple[Statement, ...]:
    """Cut blocks into statements. Every span returned is non-empty and free of outer white space."""
    return tuple(_statements(text, sections, blocks, kind))


def _statements(
    text: str, sections: Sequence[Section], blocks: Sequence[Block], kind: SourceKind
) -> Iterator[Statement]:
    roles = [section.role or role_under(section.heading_path, kind) for section in sections]
    for block in blocks:
        role = roles[block.section]
        if block.form is Form.TABLE_ROW:
            # A row whose outer cells are empty begins or ends with the space beside a bar.
            start, end = _trimmed(text, block.start, block.end)
            yield Statement(start, end, block.section, block.form, role, (), block.table, block.cells)
        elif block.form in (Form.SENTENCE, Form.LIST_ITEM):
            # What an item hangs on governs its first sentence: "contraindicated in: severe disease" says
            # nothing of the sentence after it, which stands by itself or not at all.
            lead_ins = block.lead_ins
            for start, end in sentences(text, block.start, block.end):
                yield Statement(start, end, block.section, block.form, role, lead_ins)
                lead_ins = ()


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the sentences of `text[start:end]`, in order, without the white space between them."""
    at = start
    for sentence in sentencex.segment("en", text[start:end]):
        stripped = sentence.strip()
        if stripped:
            # sentencex returns its input cut in pieces; looking the piece up keeps spans right even if a
            # future version should drop white space between them.
            found = text.index(stripped, at, end)
            at = found + len(stripped)
            yield found, at
