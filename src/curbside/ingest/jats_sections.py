"""What a section of a JATS article does: told by its heading, its type, or the place where it stands."""

from __future__ import annotations

import re

from curbside.evidence.kinds import Role, SourceKind
from curbside.ingest.segment import role_under

_SECTION_TYPES = {
    "intro": Role.BACKGROUND,
    "introduction": Role.BACKGROUND,
    "background": Role.BACKGROUND,
    "methods": Role.METHOD,
    "materials": Role.METHOD,
    "subjects": Role.METHOD,
    "materials-methods": Role.METHOD,
    "results": Role.RESULT,
    "findings": Role.RESULT,
    "discussion": Role.CONCLUSION,
    "conclusions": Role.CONCLUSION,
    "conclusion": Role.CONCLUSION,
}
_BACKGROUND_TYPES = (
    "supplementary-material data-availability availability COI-statement coi-statement author-contributions "
    "funding-information funding ethics-statement disclaimer acknowledgements abbreviations"
)
_SECTION_TYPES |= dict.fromkeys(_BACKGROUND_TYPES.split(), Role.BACKGROUND)
# Sections that speak of the paper rather than of its subject, where they stand at the top or at the back.
_ABOUT_THE_PAPER = re.compile(
    r"(?:\W*\d*[.)]?\s*)?(?:acknowledge?ments?|funding(?: (?:sources?|statement|information|support))?"
    r"|financial support|(?:role of the )?funding source|(?:financial |author )?(?:disclosures?|disclosure statement)"
    r"|(?:declaration of |potential |statement of )?(?:competing|conflicts? of|conflicting)(?: financial)? interests?"
    r"(?: statement)?|declarations?(?: of interests?)?|duality of interest"
    r"|(?:authors?['’]?s?['’]? )?(?:contributions?|contributorship)(?: statement)?|authors?['’]?s?['’]? information"
    r"|contributors|authorship|ethics(?: approval.{0,40}| statement| declarations?)?|ethical approval.{0,40}"
    r"|(?:informed )?consent (?:for|to) publication"
    r"|(?:data|code)(?: and (?:data|code|materials?))?(?: sharing| availability)(?: statement)?"
    r"|availability of (?:data|supporting).{0,30}|abbreviations(?: used.{0,40})?|list of abbreviations|glossary"
    r"|(?:pre-?publication|publication) history|supplement(?:ary|al) (?:materials?|data|information|files?)"
    r"|supporting information|additional files?|electronic supplementary material|footnotes?|publisher['’]?s note"
    r"|provenance and peer review|peer review.{0,30}|dedication|disclaimers?|transparency statement)\W*",
    re.IGNORECASE,
)
_OF_THE_SUBJECT = re.compile(r"appendi(?:x|ces)\b", re.IGNORECASE)


def role_told(heading: str, section_type: str, *, inherited: Role | None, at_top: bool, at_back: bool) -> Role | None:
    """The role that a source tells outright for a section; None where its headings tell.

    `inherited` is that of the section around it; `at_top` says that there is none around it, `at_back` that it stands
    behind the body, where what is not an appendix speaks of the paper.
    """
    if inherited is Role.BACKGROUND or ((at_top or at_back) and is_about_the_paper(heading)):
        return Role.BACKGROUND
    if is_telling(heading):
        return None
    told = {_SECTION_TYPES[one] for one in re.split(r"[|,; ]+", section_type) if one in _SECTION_TYPES}
    if len(told) == 1:
        return told.pop()
    return Role.BACKGROUND if at_back and not _OF_THE_SUBJECT.match(heading) else inherited


def is_about_the_paper(heading: str) -> bool:
    """Whether a heading is one of those under which a paper speaks of itself: thanks, funding, interests."""
    return len(heading) <= 120 and _ABOUT_THE_PAPER.fullmatch(heading) is not None


def is_telling(heading: str) -> bool:
    """Whether a heading says by itself what its section does."""
    # Without a telling heading, the role depends on the kind of source.
    role = role_under([heading], SourceKind.OTHER)
    return role is Role.METHOD or role is role_under([heading], SourceKind.GUIDELINE)


def heading_tells(heading: str) -> Role | None:
    """What a heading says that its section does, if it says so by itself."""
    return role_under([heading], SourceKind.OTHER) if is_telling(heading) else None


def is_methods(heading: str, section_type: str) -> bool:
    """Whether a section tells how a study was done."""
    return section_type.startswith(("methods", "materials")) or role_under([heading], SourceKind.OTHER) is Role.METHOD
