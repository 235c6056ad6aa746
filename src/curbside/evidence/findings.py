"""What kind of thing a sentence tells: a finding of its own source, or an aim, a method, another's figure, an animal's.

Headings tell roles where a source has them (`ingest.segment`); a sentence in running text tells by its words.
"""

from __future__ import annotations

import re

from curbside.evidence.standalone import POINTS_BACK

_WORK = r"(?:study|trial|review|analysis|paper|report|protocol|article|survey|chapter)"


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE)


_AIM = _any(
    rf"\b(?:we|this {_WORK}|the (?:present |current )?{_WORK}|our (?:study|group|aim))\s+(?:will|plan(?:ned)?|wanted"
    r"|sought|aim(?:s|ed)?|seeks?|set out|intend(?:s|ed)?|hypothesi[sz]ed|investigate[sd]?|examine[sd]?|evaluate[sd]?"
    r"|ask(?:s|ed)?|explore[sd]?|assess(?:es|ed)?|describes?|discuss(?:es)?|summari[sz]es?|compares?|reviews?)\b",
    r"\b(?:the |our )?(?:primary |main )?(?:aim|objective|purpose|goal|hypothesis|research question)s?"
    r" (?:of|was|is|were)\b",
    r"^to (?:find out|determine|assess|evaluate|investigate|examine|explore|compare|establish|describe)\b",
    r"\bwhether .{5,160} (?:is|was|remains?) (?:unknown|unclear|uncertain|not known|the question)\b",
    r"\b(?:is|are|was|were) (?:widely |commonly |generally |often )?(?:believed|thought|assumed|hoped) to\b",
)
_METHOD = _any(
    r"\b(?:were|was) (?:randomi[sz]ed|randomly|allocated|assigned|recruited|enrolled|included|excluded|searched"
    r"|extracted|calculated|defined as the primary)\b",
    r"\bwe (?:searched|recruited|enrolled|randomi[sz]ed|used|measured|collected|extracted|included)\b",
    r"\b(?:primary|secondary) (?:outcome|end ?point)s? (?:was|were|is|are|of)\b",
    r"\binclusion criteria\b",
)
_RESULT = _any(
    r"\b(?:had|died|survived|improved|fell|rose|reduced|increased|lower|higher|found|occurred|developed|showed|resulted"
    r"|recovered|cured|compared with|versus)\b[^.]*\d",
)
_FOUND = r"(?:found|reported|showed|suggested|observed|described|estimated|noted|put|quoted)"
_SECOND_HAND = _any(
    r"\b(?:previous|earlier|prior|older|another|one|other) (?:study|studies|trials?|reports?|work|series|authors?"
    rf"|review|paper)\b[^.]{{0,40}}\b{_FOUND}\b",
    rf"\b(?-i:[A-Z])[\w'’-]+ (?:et al\.?|and colleagues|and co-?workers)(?:,? \(?\d{{4}}\)?)?[^.]{{0,20}}\b{_FOUND}\b",
    r"\bit has been (?:reported|suggested|estimated|claimed|said)\b",
    r"\b(?:has|have) (?:previously )?been reported (?:previously|elsewhere|by)\b",
    r"\bas (?:reported|described) (?:previously|elsewhere)\b",
    r"\b(?:the )?(?:company|manufacturer|maker|sponsor) (?:quotes?|claims?|reports?|says)\b",
    r"\bdata on file\b",
)
_CITED = re.compile(r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|\(\d{1,3}(?:,\s?\d{1,3})+\)")
_ANIMAL = _any(
    r"\b(?:mice|mouse|rats?|murine|rodents?|rabbits?|guinea pigs?|dogs?|canine|pigs?|porcine|monkeys?|macaques?"
    r"|zebrafish|sheep|animals?|in vitro|ex vivo|cell lines?|cultured cells|xenografts?)\b",
)
_TAKES_BACK = _any(
    r"\b(?:not|no longer|none|never|nor|neither|cannot|except|unless|withdrawn|retracted|refuted|unconfirmed|disproved"
    r"|failed|contradict\w*|however|but|only|incorrect|wrong|mistaken|overturned|disappeared|unreliable)\b",
    r"n['’]t\b",
)
# A sentence that lives by the one before, though it does not begin with a word that points back.
_LIVES_BY_IT = _any(
    r"^(?:not|none|neither|nor|only|except|unless|no)\b",
    r"\b(?:them|those|these|this|that (?:recommendation|advice|finding|result|claim|effect))\b",
)


def tells_no_finding(text: str) -> bool:
    """Whether a sentence tells what was wanted, believed or done, and not what was found."""
    if _AIM.search(text):
        return True
    return _METHOD.search(text) is not None and _RESULT.search(text) is None


def is_second_hand(text: str) -> bool:
    """Whether a sentence repeats what another source found."""
    if _SECOND_HAND.search(text):
        return True
    return _CITED.search(text) is not None and any(c.isdigit() for c in _CITED.sub("", text))


def is_of_animals(text: str) -> bool:
    """Whether a sentence speaks of animals or cells instead of people."""
    return _ANIMAL.search(text) is not None


def takes_back(text: str) -> bool:
    """Whether a sentence lives by the one before and may limit or deny it: "This does not hold in pregnancy"."""
    leans = POINTS_BACK.match(text) or _LIVES_BY_IT.search(text)
    return leans is not None and _TAKES_BACK.search(text) is not None
