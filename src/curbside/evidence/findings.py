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
_HOPED = (
    r"(?:hoped|anticipated|expected|believed|assumed|intended|hypothesi[sz]ed|planned|aimed|sought|set out|wanted"
    r"|wished"
    r"|postulated|speculated|conjectured|surmised|reasoned|suspected|supposed|presumed|predicted|proposed|theori[sz]ed"
    r"|wondered|tried|attempted|endeavou?red|undertook|asked)"
)
_LOOKS = (
    r"(?:examin|test|evaluat|compar|investigat|assess|explor|recruit|enrol|study|studi|determin|establish|address)\w*"
)
_SUBJECTS = r"(?:patients|participants|subjects|volunteers|children|women|men|adults|people|parents)"
_AIM = _any(
    rf"\b(?:we|this {_WORK}|the (?:present |current )?{_WORK}|our (?:study|group|aim))\s+(?:will|plan(?:ned)?|wanted"
    r"|sought|aim(?:s|ed)?|seeks?|set out|intend(?:s|ed)?|hypothesi[sz]ed|investigate[sd]?|examine[sd]?|evaluate[sd]?"
    r"|ask(?:s|ed)?|explore[sd]?|assess(?:es|ed)?|describes?|discuss(?:es)?|summari[sz]es?|compares?|reviews?)\b",
    rf"\b{_WHO} (?:had |have )?{_HOPED}\b",
    r"\bour (?:hope|hypothesis|expectation|aim|goal|objective)\b",
    # "The aim was to …", "the purpose of this trial is …", but not "the aim of treatment is a level below 360".
    rf"\b(?:aim|objective|purpose|goal|hypothesis|research question)s? (?:was|were|of (?:this|the|our) {_WORK})\b",
    rf"\b(?:aim|objective|purpose|goal|research question)s? is to {_LOOKS}",
    r"^(?:in order )?to (?:find out|determine|assess|evaluate|investigate|examine|explore|compare|establish|describe"
    r"|test|see|learn|clarify|identify|study|address|verify|ascertain)\b",
    r"\b(?:set out|in order|aim(?:s|ed)?|seeks?|needed|wish(?:es|ed)?) to (?:find out|learn|see|test|determine|know"
    r"|show)"
    r" (?:if|whether|how|that)\b",
    r"\bquestions? (?:addressed|asked|posed|under study|at issue|of interest)\b|\bthe (?:research |study "
    r"|main )?question"
    r" (?:was|is) (?:whether|if|how)\b|\bof interest (?:was|is|were)\b",
    r"\b(?:is|are|was|were) (?:now |currently |being )*being (?:conducted|carried out|done|run|performed|undertaken"
    r"|tested"
    r"|studied|investigated|evaluated|examined|explored|assessed|recruited|planned)\b",
    r"\b(?:remains?|has|have|is|are) (?:still |yet )?to be (?:shown|seen|proven|proved|determined|established|confirmed"
    r"|clarified|tested|studied|defined|investigated|evaluated|settled)\b",
    r"\b(?:is|are|was|were) (?:meant|conceived|undertaken|initiated|launched|set up|conducted) to \w+",
    r"\b(?:was|were|is|are) (?:powered|hypothesi[sz]ed|planned until|(?:designed|intended) to \w+)\b",
    r"\b(?:was|were|had been) (?:expected|anticipated|assumed|hoped|planned|postulated|hypothesi[sz]ed|presumed)\b",
    r"\b(?:sample size|power calculation)\b.*\b(?:assum|bas|requir)",
    rf"\b(?:trial|study)\b[^.]{{0,30}}\b(?:will {_LOOKS}|is (?:now |currently )?(?:{_LOOKS}|ongoing|under way))",
    r"\bin the hopes? (?:that|of)\b|\bin theory\b|\btheoretically\b|\b(?:may|might|could|would) be expected to\b"
    r"|\bit is (?:plausible|conceivable|hoped|assumed|believed|thought|hypothesi[sz]ed) that\b|\bthe rationale (?:for"
    r"|is|was)\b"
    r"|\b(?:is|are) planned\b",
    r"\bongoing (?:trial|study|studies|trials)\b",
    r"\bwhether .{5,160} (?:is|was|remains?) (?:unknown|unclear|uncertain|not known|the question|to be \w+"
    r"|yet to be)\b",
    r"\b(?:is|are|was|were) (?:widely |commonly |generally |often )?(?:believed|thought|assumed|hoped) to\b",
    r"\b(?:is|are|was|were|been) (?:once|long|formerly|previously|traditionally|historically|at one time|originally)"
    r" (?:held|believed|thought|considered|assumed|regarded|said|supposed)\b",
    rf"\b{_SUBJECTS} (?:will|would) (?:be|take|receive|get|undergo|have|use|apply)\b",
    r"\b(?:many|some|most) (?:clinicians|doctors|physicians|experts|people|patients|authors)"
    r" (?:believe|think|assume|hope)\b",
)
_METHOD = _any(
    r"\b(?:were|was) (?:randomi[sz]ed|randomly|allocated|assigned|recruited|enrolled|included|excluded|searched"
    r"|extracted|calculated|defined as the primary)\b",
    r"\bwe (?:searched|recruited|enrolled|randomi[sz]ed|used|measured|collected|extracted|included|followed|interviewed"
    r"|asked|invited|studied|analy[sz]ed|reviewed|identified)\b",
    rf"\b{_SUBJECTS} (?:were|was) (?:asked|instructed|told|invited|advised|trained|encouraged|required|requested) to\b",
    rf"\b{_SUBJECTS} (?:were|was) (?:followed|seen|interviewed|stratified|matched|screened|divided|monitored|assessed"
    r"|evaluated|examined|blinded)\b",
    r"\b(?:primary|secondary) (?:outcome|end ?point)s? (?:was|were|is|are|of)\b",
    r"\binclusion criteria\b",
)
_RESULT = _any(
    r"\b(?:had|died|survived|improved|fell|rose|reduced|increased|lower|higher|found|occurred|developed|showed|resulted"
    r"|recovered|cured|compared with|versus)\b[^.]*\d",
)
_FOUND = r"(?:found|reported|showed|suggested|observed|described|estimated|noted|put|quoted|gave)"
_NAME = r"(?-i:[A-Z][a-zà-öø-ÿ][\w'’-]+)"
_BEFORE = r"(?:previous|earlier|prior|older|historical|published|past|former)"
_REPORTS = (
    r"(?:studies|study|trials?|reports?|work|series|cohorts?|authors?|reviews?|papers?|data|literature"
    r"|investigat(?:ors|ions)"
    r"|workers|researchers|groups|publications?|estimates?|experience|registries|surveys?)"
)
_AND_OTHERS = r"(?:et al\.?|and (?:colleagues|co-?workers|co-?authors|associates|others|his group|her group))"
_MADE_KNOWN = r"(?:reported|published|described|quoted|cited|given|noted|estimated|found|observed|stated|claimed|put)"
_SECOND_HAND = _any(
    rf"\b(?:{_BEFORE}|another|one other|other) {_REPORTS}\b[^.]{{0,40}}\b(?:{_FOUND}|report|give|quote|show|suggest)\b",
    rf"\b(?:in|from) (?:an?|one|the|another|two|three|several|some|most) {_BEFORE} {_REPORTS}\b",
    rf"\b{_BEFORE} {_REPORTS} (?:have|has|had|of)\b",
    rf"\b(?:in|from|of|by|than) (?:the )?(?:\w+ )?{_REPORTS} (?:of|by|from) {_NAME}(?: {_AND_OTHERS}|,? \(?(?:19"
    rf"|20)\d\d)",
    rf"\b{_MADE_KNOWN} by {_NAME}(?: {_AND_OTHERS}|,? \(?(?:19|20)\d\d)",
    rf"\b{_NAME} {_AND_OTHERS}(?!\s*\()[^.]{{0,40}}\d",
    rf"\b(?:has|have|had) been {_MADE_KNOWN} (?:by|elsewhere|previously|before|in (?:the literature|other|previous"
    rf"|some))\b",
    rf"\b(?:rates?|figures?|values?|estimates?|frequenc\w+|incidences?|prevalences?)\b[^.]*\b(?:have"
    rf"|has) been {_MADE_KNOWN}",
    # A share that is quoted, but not "some 50 cases have been described in the literature".
    r"^(?=.*(?:%|\brates?\b|\bper ?cent\b)).*\b(?:in the (?:\w+ )?literature|literature (?:rates?|values?|figures?"
    r"|data))\b",
    rf"\b{_NAME} (?:et al\.?|and colleagues|and co-?workers|and {_NAME})(?:,? \(?\d{{4}}\)?)?[^.]{{0,20}}\b{_FOUND}\b",
    rf"\bas {_NAME} (?:et al\.? )?{_FOUND}\b",
    rf"\baccording to {_NAME}(?: et al\.?| and {_NAME})?,? \(?(?:19|20)\d\d\b",
    r"\bit has been (?:reported|suggested|estimated|claimed|said) that\b",
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
    r"\b(?:is|are|was|were) (?:often|commonly|usually|generally|widely|frequently|sometimes|also|variously) (?:quoted"
    r"|cited|given"
    r"|reported|estimated|put) (?:as|at|to be|in|with)\b|\btextbooks (?:give|quote|say|state|put)\b|\breportedly\b"
    r"|\belsewhere\b",
    r"\bothers (?:put|give|found|report)\b",
    rf"\b{_NAME}['’]s? (?:series|study|cohort|trial|group|report|data|review|team|figures?|results?|patients)\b",
    rf"(?<=[a-z,;] ){_NAME} (?:and {_NAME} )?{_FOUND}\b",
    r"^(?:reported|published|quoted|cited) (?:\w+ ){1,4}(?:rates?|figures?|values?|estimates?|frequenc\w+|range)\b",
)
_BY_YEAR = (
    rf"\((?:e\.g\.,? |see |cf\.? )?{_NAME}(?: et al\.?| (?:and|&) {_NAME})?,? (?:19|20)\d\d[a-z]?(?:[;,][^()]*)?\)"
)
_CITED = re.compile(
    rf"{_BY_YEAR}|\((?:refs?|references?)\.? \d[^()]*\)|[A-Za-z.,;)]\^\d{{1,3}}(?![\d/])|"
    r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|\(\d{1,3}(?:,\s?\d{1,3})+\)"
)
# A bite or a scratch is a person's.
_NOT_THEIRS = (
    r"(?![- ](?:bites?|scratch\w*|contact|exposure|dander|hair|allerg\w*|owners?|virus|encephalitis|flu|influenza"
    r"|spongiform|pox|tuberculosis|insulin|serum|valves?|heparin))"
)
_ANIMAL = _any(
    r"\b(?:mice|mouse|rats?|murine|rodents?|rabbits?|hamsters?|gerbils?|ferrets?|guinea pigs?|dogs?|canine|cats|feline"
    r"|pigs?|piglets?|minipigs?|porcine|swine|horses?|equine|cattle|cows|bovine|goats?|caprine|sheep|ovine"
    r"|lambs?"
    r"|monkeys?|macaques?|rhesus|marmosets?|baboons?|chimpanzees?|primates?|simian|zebrafish|xenopus|fruit flies"
    r"|drosophila|c\. elegans|chicks?|chicken embryos?|quails?|embryonated eggs|beagles?|mongrels?|animals?"
    r"|littermates?|pups|larvae|larval|tadpoles?|frogs?|heifers?|ewes?|foals?|mares?|puppies|kittens|voles?)\b"
    + _NOT_THEIRS,
    r"\b(?:sprague[- ]?dawley|wistar|long[- ]evans|balb/?c|c57bl\w*|swiss webster|db/db|ob/ob|(?:apoe"
    r"|ldlr)[- ](?:deficient"
    r"|null|/-))",
)
_LABORATORY = _any(
    r"\b(?:in vitro|ex vivo|in silico|cell lines?|cell cultures?|cultured \w+|isolated (?:cells|\w+cytes|organs?)"
    r"|perfused (?:\w+ )?(?:placenta|heart|liver|kidney|lung|organ)s?|organoids?|spheroids?|homogenates?|microsomes?"
    r"|xenografts?|knock-?outs?|knock-?in|transgenic|incubated with|test tubes?|petri dish\w*|laboratory animals|bench"
    r" studies|molecular docking|docking stud\w+|pre-?clinical (?:models?|stud\w+|data|work|experiments?|evidence))\b",
    r"\b(?:hela|hek ?-?293|hepg2|jurkat|caco-?2|mcf-?7|vero|cho|k562|thp-?1|raw ?264|sh-sy5y) cells?\b",
    r"\b(?!(?i:cd|th)\d)(?-i:[A-Z][A-Za-z]*-?\d[\w-]*) cells?\b",
    r"\b(?:kill|inhibit|block|stop|reduc|lower|induc|suppress|shr[aiu]nk|slow"
    r"|clear)\w*\b.{0,60}\bin (?:\w+ ){0,3}(?:cells|cultures?)\b",
    r"\bin the laboratory\b",
    r"\bcells? (?:were |was )?(?:exposed|incubated|transfected|plated|seeded|grown|in culture)\b",
    r"\b(?:IC50|EC50|minimum inhibitory|zone of inhibition|micromol\w* per lit\w+)\b|\d ?(?-i:[µμn]M)\b",
)
# People who catch something from animals are people.
_FROM_ANIMALS = _any(
    r"\b(?:infect\w*|transmi\w*|catch|caught|bites?|bitten|exposed|exposure|contact|contaminat\w*|raw|undercooked"
    r"|eat\w*"
    r"|carried|carry|carriers?|reservoirs?|hosts?|pets?|droppings|milk|meat|foods?|diets?|beef|dairy|handl\w+"
    r"|outbreaks?|allerg\w*|rabies"
    r"|zoono\w*)\b"
)
_OF_PEOPLE = _any(
    r"\b(?:patients?|people|persons?|adults?|children|infants|newborns?|women|men|boys|girls|volunteers|participants"
    r"|humans?|individuals|residents)\b"
)
_OWN = _any(
    r"\b(?:we|our|ours|here|present (?:study|trial|series|cohort|analysis|review|paper)|this (?:study|trial|series"
    r"|cohort"
    r"|analysis|review|paper|report|guideline))\b"
)
_TAKES_BACK = _any(
    r"\b(?:not|no longer|none|never|nor|neither|nothing|cannot|except|unless|withdrawn|retracted|refuted|unconfirmed"
    r"|disproved|failed|contradict\w*|however|but|yet|only|false|incorrect|wrong|mistaken|overturned|disappeared"
    r"|unreliable"
    r"|limited|restricted|confined|applies|apply|excluded|corrected)\b",
    r"n['’]t\b",
)
# What sets a limit to what stood before, or tells how it went on, in a sentence that does not name its subject again.
_LIMITS = _any(
    r"\b(?:except\w*|excluded|exempt|apart from|other than|unless|only|but|different\w*|differ|otherwise|instead"
    r"|exclu\w+"
    r"|contrary|opposite|reverse|against|however|although|though|yet|rather|merely|solely|provided)\b",
    r"\b(?:not|no|never|none|nothing|neither|nor|cannot|without|fail\w*|lost|lose|vanish\w*|disappear\w*|wore off"
    r"|faded|waned"
    r"|ruled (?:\w+ ){0,3}out|rebut\w*|refut\w*|disprov\w*|retract\w*|withdrawn|withdrew|revoked|rescinded|superseded"
    r"|replaced|revers\w+"
    r"|contradict\w*|questioned|doubt\w*|disput\w*|unconfirmed|unproven|unreliable|untrue|mistaken|wrong|false|error"
    r"|corrected"
    r"|abandoned|discontinued|stopped|suspended|relaps\w+|recurr\w+|returned|came back|died|down to|fell|dropped"
    r"|rose to"
    r"|worse\w*|harm\w*|toxic\w*|fatal|deaths?|contraindicat\w*)\b|n['’]t\b",
    r"\b(?:must|have to|has to|required?|requires?|needs? to|necessary|essential|is advised|are advised|should)\b",
    r"^(?:if|when|where|in|for|among|with|during|once|until|after|before|on|at|by|under|within|since|later|recently|now"
    r"|today|meanwhile)\b[^,]{2,60}, ",
    r"^(?:\w+ ){0,3}(?:hours?|days?|weeks?|months?|years?|decades?) (?:later|after\w*|on|earlier)\b",
    r"^(?:the|this|that|these|those|such) (?:\w+ ){0,2}(?:difference|effect|benefit|result|finding|association"
    r"|advantage"
    r"|improvement|recommendation|advice|dose|rate|figure|claim|statement|response|risk|exception|limit|condition)s?\b",
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
    r"\b(?:no such|nothing of the kind|statement above|above statement)\b|^(?:an?|the|one) exceptions?\b"
    r"|\bexceptions? (?:is|are)\b",
    r"\b(?:has|have|had|was|were|been) (?:since |later |now |meanwhile |then )?(?:ruled (?:\w+ )?out|refuted"
    r"|superseded|abandoned)\b",
    r"\b(?:vanished|disappeared|lost (?:its |statistical )?significance|no longer (?:held|significant|recommended))\b",
    r"\b(?:not|n['’]t|never|failed to|could not be) (?:be |been )?(?:confirm|replicat|reproduc|born|bear)\w*",
    r"\b(?:coding|typing|typographical|printing|calculation|transcription) error\b|\berratum\b",
    r"\b(?:has|have|was|were) (?:since|later|subsequently) (?:been )?(?:corrected|withdrawn|reversed|revised"
    r"|changed|dropped)\b",
    r"\b(?:has|have) (?:reversed|withdrawn|dropped|revised) (?:this|that|the|its|their)\b",
)


# What says, even of a matter named again, that what stood before holds under a condition only, or did not last.
_CONDITIONS = _any(
    r"\b(?:only|unless|except\w*|provided|but not|no longer|as long as|on condition)\b",
    r"\b(?:must|should|may|can) not\b.{0,30}\b(?:be|given|used|taken|started|combined|advised"
    r"|recommended)\b"
    r"|\bmust be\b|\bcontraindicated\b",
    r"\b(?:lost again|came back|come back|relapsed|recurred|wore off|vanished|disappeared|withdrawn|retracted)\b",
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
def goes_on_second_hand(text: str) -> bool:
    """Whether a sentence goes on with another source's finding told before it: it has figures, and not its own."""
    return any(map(str.isdigit, text)) and _OWN.search(text) is None


@lru_cache(maxsize=_KEPT_TEXTS)
def speaks_of_people(text: str) -> bool:
    """Whether a sentence names people, and so does not go on with the animals of the one before."""
    return _OF_PEOPLE.search(text) is not None


@lru_cache(maxsize=_KEPT_TEXTS)
def is_of_animals(text: str) -> bool:
    """Whether a sentence speaks of animals or cells instead of people."""
    if _LABORATORY.search(text):
        return True
    return _ANIMAL.search(text) is not None and _FROM_ANIMALS.search(text) is None


@lru_cache(maxsize=_KEPT_TEXTS)
def sets_a_condition(text: str) -> bool:
    """Whether a sentence says outright under which condition alone something holds, or that it did not last."""
    return _CONDITIONS.search(text) is not None


@lru_cache(maxsize=_KEPT_TEXTS)
def sets_a_limit(text: str) -> bool:
    """Whether a sentence limits what was said before it, or tells how that went on, if it does not name another matter.

    "Six months later protection was down to 20 %" does, and so does "Where the fingers are bent, surgery is advised".
    """
    return _LIMITS.search(text) is not None


@lru_cache(maxsize=_KEPT_TEXTS)
def takes_back(text: str) -> bool:
    """Whether a sentence limits or denies the one before: "This does not hold in pregnancy"."""
    if _REVERSES.search(text):
        return True
    leans = POINTS_BACK.match(text) or _LIVES_BY_IT.search(text)
    return leans is not None and _TAKES_BACK.search(text) is not None
