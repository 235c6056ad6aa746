"""What kind of thing a sentence tells: a finding of its own source, or an aim, a method, another's figure, an animal's.

Headings tell roles where a source has them (`ingest.segment`); a sentence in running text tells by its words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from curbside.evidence.standalone import POINTS_BACK

# Statements of which it is remembered what they tell: the same are looked at for one question after another.
_KEPT_TEXTS = 16_384

_WORK = r"(?:study|trial|review|analysis|paper|report|protocol|article|survey|chapter)"


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE)


_WHO = r"(?:we|the (?:authors?|investigators?|researchers?|team))"
_HOPED = r"(?:hoped|anticipated|expected|believed|assumed|intended|hypothesi[sz]ed|planned|aimed|sought|set out|wanted)"
_LOOKS = r"(?:examin|test|evaluat|compar|investigat|assess|explor|recruit|enrol)\w*"
_AIM = _any(
    rf"\b(?:we|this {_WORK}|the (?:present |current )?{_WORK}|our (?:study|group|aim))\s+(?:will|plan(?:ned)?|wanted"
    r"|sought|aim(?:s|ed)?|seeks?|set out|intend(?:s|ed)?|hypothesi[sz]ed|investigate[sd]?|examine[sd]?|evaluate[sd]?"
    r"|ask(?:s|ed)?|explore[sd]?|assess(?:es|ed)?|describes?|discuss(?:es)?|summari[sz]es?|compares?|reviews?)\b",
    rf"\b{_WHO} (?:had |have )?{_HOPED}\b",
    r"\bour (?:hope|hypothesis|expectation|aim|goal|objective)\b",
    # "The aim was to …", "the purpose of this trial is …", but not "the aim of treatment is a level below 360".
    rf"\b(?:aim|objective|purpose|goal|hypothesis|research question)s? (?:was|were|of (?:this|the|our) {_WORK})\b",
    rf"\b(?:aim|objective|purpose|goal|research question)s? is to {_LOOKS}",
    r"^to (?:find out|determine|assess|evaluate|investigate|examine|explore|compare|establish|describe)\b",
    r"\b(?:was|were|is|are) (?:powered|hypothesi[sz]ed|planned until|(?:designed|intended) to \w+)\b",
    r"\b(?:was|were|had been) (?:expected|anticipated|assumed|hoped|planned)\b",
    r"\b(?:sample size|power calculation)\b.*\b(?:assum|bas|requir)",
    rf"\b(?:trial|study)\b[^.]{{0,30}}\b(?:will {_LOOKS}|is (?:now |currently )?(?:{_LOOKS}|ongoing|under way))",
    r"\bongoing (?:trial|study|studies|trials)\b",
    r"\bwhether .{5,160} (?:is|was|remains?) (?:unknown|unclear|uncertain|not known|the question|to be \w+"
    r"|yet to be)\b",
    r"\b(?:is|are|was|were) (?:widely |commonly |generally |often )?(?:believed|thought|assumed|hoped) to\b",
    r"\b(?:many|some|most) (?:clinicians|doctors|physicians|experts|people|patients|authors)"
    r" (?:believe|think|assume|hope)\b",
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
_FOUND = r"(?:found|reported|showed|suggested|observed|described|estimated|noted|put|quoted|gave)"
_NAME = r"(?-i:[A-Z][a-zà-öø-ÿ][\w'’-]+)"
_BEFORE = r"(?:previous|earlier|prior|older|historical|published)"
_REPORTS = r"(?:studies|study|trials?|reports?|work|series|cohorts?|authors?|reviews?|papers?|data|literature)"
_SECOND_HAND = _any(
    rf"\b(?:{_BEFORE}|another|one other|other) {_REPORTS}\b[^.]{{0,40}}\b(?:{_FOUND}|report|give|quote|show|suggest)\b",
    rf"\b(?:in|from) (?:an?|one|the|another|two|three|several) {_BEFORE} {_REPORTS}\b",
    rf"\b{_NAME} (?:et al\.?|and colleagues|and co-?workers|and {_NAME})(?:,? \(?\d{{4}}\)?)?[^.]{{0,20}}\b{_FOUND}\b",
    rf"\bas {_NAME} (?:et al\.? )?{_FOUND}\b",
    rf"\baccording to {_NAME}(?: et al\.?| and {_NAME})?,? \(?(?:19|20)\d\d\b",
    r"\bit has been (?:reported|suggested|estimated|claimed|said)\b",
    r"\b(?:has|have) (?:previously )?been (?:reported|described) (?:previously|elsewhere|by|before)\b",
    r"\bas (?:reported|described) (?:previously|elsewhere)\b",
    r"\b(?:others|other groups|some authors) (?:have|had)? ?(?:found|reported|shown|described|seen)\b",
    r"\bthe literature (?:gives|reports|quotes|suggests|puts)\b",
    rf"\bhistorical {_REPORTS}\b",
    r"\b(?:review|trial|study|paper|report)\b[^.]{0,20}\b(?:quoted|quotes|cited|cites)\b",
    r"\b(?:cited|quoted) (?:by|in|from)\b",
    r"\breferences? \d+\b",
    r"\b(?:the )?(?:company|manufacturer|maker|sponsor) (?:quotes?|claims?|reports?|says)\b",
    r"\bdata on file\b",
)
_CITED = re.compile(r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|\(\d{1,3}(?:,\s?\d{1,3})+\)")
# A bite or a scratch is a person's.
_NOT_THEIRS = r"(?![- ](?:bites?|scratch\w*|contact|exposure|dander|hair|allerg\w*|owners?))"
_ANIMAL = _any(
    r"\b(?:mice|mouse|rats?|murine|rodents?|rabbits?|hamsters?|gerbils?|ferrets?|guinea pigs?|dogs?|canine|cats|feline"
    r"|pigs?|piglets?|porcine|swine|horses?|cattle|calves|cows|goats?|sheep|lambs?|monkeys?|macaques?|baboons?|primates?"
    r"|zebrafish|fruit flies|drosophila|chicks?|chicken embryos?|animals?)\b" + _NOT_THEIRS,
    r"\b(?:in vitro|ex vivo|cell lines?|cell cultures?|cultured \w+|isolated (?:cells|\w+cytes|organs?)|organoids?"
    r"|xenografts?|knock-?out|transgenic|hela cells|incubated with|preclinical models?)\b",
)
_TAKES_BACK = _any(
    r"\b(?:not|no longer|none|never|nor|neither|nothing|cannot|except|unless|withdrawn|retracted|refuted|unconfirmed"
    r"|disproved|failed|contradict\w*|however|but|yet|only|false|incorrect|wrong|mistaken|overturned|disappeared|unreliable"
    r"|limited|restricted|confined|applies|apply|excluded|corrected)\b",
    r"n['’]t\b",
)
# A sentence that lives by the one before, though it does not begin with a word that points back.
_LIVES_BY_IT = _any(
    r"^(?:not|none|neither|nor|only|except|unless|nothing|yet|both|all|provided)\b",
    r"^.{0,30}\b(?:them|those|these|this|such|it)\b(?! (?:of|with|who|that|which|as)\b)",
    r"^.{0,30}\bth(?:at|is) (?:\w+ )?(?:recommendation|advice|finding|result|claim|effect|benefit|difference"
    r"|association|figure|estimate|statement|dose|rate)s?\b",
)
# What takes back whatever stood before it.
_REVERSES = _any(
    r"\b(?:retract(?:ed|ion)|refuted|disproved|disproven|overturned|debunked)\b",
    r"\bthe (?:opposite|reverse|contrary)\b",
    r"\b(?:no such|nothing of the kind|statement above|above statement)\b",
    r"\b(?:vanished|disappeared|lost (?:its |statistical )?significance|no longer (?:held|significant|recommended))\b",
    r"\b(?:not|n['’]t|never|failed to|could not be) (?:be |been )?(?:confirm|replicat|reproduc|born|bear)\w*",
    r"\b(?:coding|typing|typographical|printing|calculation|transcription) error\b|\berratum\b",
    r"\b(?:has|have|was|were) (?:since|later|subsequently) (?:been )?(?:corrected|withdrawn|reversed|revised"
    r"|changed|dropped)\b",
    r"\b(?:has|have) (?:reversed|withdrawn|dropped|revised) (?:this|that|the|its|their)\b",
)


@lru_cache(maxsize=_KEPT_TEXTS)
def tells_no_finding(text: str) -> bool:
    """Whether a sentence tells what was wanted, believed or done, and not what was found."""
    if _AIM.search(text):
        return True
    return _METHOD.search(text) is not None and _RESULT.search(text) is None


@lru_cache(maxsize=_KEPT_TEXTS)
def is_second_hand(text: str) -> bool:
    """Whether a sentence repeats what another source found."""
    if _SECOND_HAND.search(text):
        return True
    return _CITED.search(text) is not None and any(c.isdigit() for c in _CITED.sub("", text))


@lru_cache(maxsize=_KEPT_TEXTS)
def is_of_animals(text: str) -> bool:
    """Whether a sentence speaks of animals or cells instead of people."""
    return _ANIMAL.search(text) is not None


@lru_cache(maxsize=_KEPT_TEXTS)
def takes_back(text: str) -> bool:
    """Whether a sentence limits or denies the one before: "This does not hold in pregnancy"."""
    if _REVERSES.search(text):
        return True
    leans = POINTS_BACK.match(text) or _LIVES_BY_IT.search(text)
    return leans is not None and _TAKES_BACK.search(text) is not None
