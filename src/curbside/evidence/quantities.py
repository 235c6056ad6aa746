"""Quantities: what a text says in figures, read as they are printed.

Reading goes in three steps, each a section below. The *scanner* makes tokens and keeps names that hold digits
("Ki-67", "68Ga", "COVID-19", a DOI) apart from numbers. *Productions*, tried at each number and at each word that
announces one, make drafts: a count, a date, an amount with its unit, a labelled ratio. *Ellipsis* gives a number that
stands alone the unit of its neighbour ("11.0 v 4.6 months"); a number that nothing explains is no quantity.

Every production looks ahead a bounded number of tokens, so reading is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType


class QuantityKind(StrEnum):
    """What a quantity is a quantity of."""

    PERCENTAGE = "percentage"
    COUNT = "count"
    MEASUREMENT = "measurement"
    DURATION = "duration"
    AGE = "age"
    DOSE = "dose"
    FREQUENCY = "frequency"
    RATIO = "ratio"
    RATE = "rate"
    SCORE = "score"
    OTHER_NUMBER = "other_number"
    P_VALUE = "p_value"
    SAMPLE_SIZE = "sample_size"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text, and its place: `text == source[start:end]`, in code points.

    `value` is None for a range and where only limits are given. `low` and `high` are limits, a range's or an
    interval's, as `interval_kind` says ("confidence", "range", "iqr"; "sd" for value - SD and value + SD); a limit that
    was not reached is None. `comparator` is "<", "<=", ">", ">=" or "about". `whole` is the N of "n of N"; in "1 in 500
    to 900" its limits are `low` and `high`. `unit` is normalised: "%", "ug/L", "10^9/L", "mL/min/1.73m2", "days",
    "/100 patient-years"; a date's is how exact it is ("year", "month", "day") and its value the year; a frequency's is
    "/day" or, for "every 28 days", "days"; a counted thing's is its name in the plural. `statistic` names what the
    number is ("median", "5-year", "hazard ratio", "Ki-67"); `frequency` how often a dose is given ("3/day", "every 28
    days", "once").
    """

    start: int
    end: int
    text: str
    kind: QuantityKind
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval_kind: str | None = None
    comparator: str | None = None
    unit: str | None = None
    whole: float | None = None
    statistic: str | None = None
    frequency: str | None = None


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order of place, none overlapping another.

    Any text can be read, in time proportional to its length; nothing is carried over from one line to the next.
    """
    tokens = _scan(text)
    drafts = _with_statistics(tokens, _resolved(tokens, _Reader(tokens).read()))
    return tuple(_quantity(text, tokens, draft, draft.kind) for draft in drafts if draft.kind is not None)


# --- Lexicon ---------------------------------------------------------------------------------------------------------


class _Family(StrEnum):
    PERCENT = "percent"
    MASS = "mass"
    DOSED = "dosed"  # volumes, amounts and activities: a dose if it is said how or how often it is given
    FORM = "form"  # drops, tablets, puffs: always a dose
    TIME = "time"
    COUNTED = "counted"  # cells, copies: a unit only with a denominator
    OTHER = "other"
    FOLD = "fold"
    NOUN = "noun"
    PEOPLE = "people"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    family: _Family
    last: int = 0
    hyphenated: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SPELLINGS = {
    _Family.MASS: """g=gram,grams,gm,gms mg=milligram,milligrams ug=µg,μg,mcg,microgram,micrograms
        ng=nanogram,nanograms pg=picogram,picograms""",
    _Family.DOSED: """mL=ml,millilitre,millilitres,milliliter,milliliters,cc L=l,litre,litres,liter,liters dL=dl
        uL=µL,μL,ul,µl,μl,microlitre,microlitres,microliter,microliters fL=fl
        mol=mole,moles mmol=millimole,millimoles umol=µmol,μmol,micromol,micromole,micromoles nmol= pmol=
        Eq= mEq=meq,milliequivalents U= mU= kU= IU=iu mIU= kIU= kBq= MBq= GBq= mCi=millicuries Ci= uCi=µCi,μCi mSv=
        Gy=""",
    _Family.FORM: """drops=drop tablets=tablet capsules=capsule puffs=puff sprays=spray sachets=sachet pills=pill
        ampoules=ampoule vials=vial lozenges=lozenge patches=patch units=unit teaspoons=teaspoon,teaspoonful,
        teaspoonfuls tablespoons=tablespoon inhalations=inhalation applications=application injections=injection""",
    _Family.TIME: """ms=millisecond,milliseconds seconds=second,sec,secs,s minutes=minute,min,mins
        hours=hour,h,hr,hrs days=day,d weeks=week,wk,wks months=month,mo,mos years=year,yr,yrs,y""",
    _Family.COUNTED: """cells=cell copies=copy neutrophils=neutrophil lymphocytes=lymphocyte leukocytes=leucocytes
        platelets=platelet eosinophils=eosinophil beats=beat breaths=breath colonies=cfu,CFU""",
    _Family.OTHER: """kg=Kg,kilogram,kilograms,kilo,kilos m=metre,metres,meter,meters
        cm=centimetre,centimetres,centimeter,centimeters mm=millimetre,millimetres,millimeter,millimeters
        um=µm,μm,micrometre,micrometres nm= km= mm2= cm2= m2= mm3= cm3= mmHg= cmH2O= kPa= kcal=calories,calorie kJ=
        T=Tesla,tesla Hz= kHz= MHz= mV= bpm= mOsm= °C=C °F=F °= HU= points=point lb=lbs,pound,pounds ft=foot,feet
        inches=inch oz=ounce,ounces""",
}
_FORMS_OF = [
    (canonical, spelling, family)
    for family, table in _SPELLINGS.items()
    for entry in re.sub(r",\s+", ",", table).split()
    for canonical, _, others in [entry.partition("=")]
    for spelling in (canonical, *filter(None, others.split(",")))
]
_BASES: Mapping[str, _Unit] = MappingProxyType({spelling: _Unit(name, family) for name, spelling, family in _FORMS_OF})
_NEVER_ATTACHED = _words("s C F T d y m l U Ci Eq mol mo")
_ALONE = _words("C F T m s d y g h U L l")  # units of one letter, easily mistaken
_DIMINUTIVES = _words("m l s d t u c f y in")
_VOLUMES = _words("uL mm3 L mL cm3 m2 minutes hours mm2")
_SHORT_TIME = {"minutes": "min", "hours": "h", "days": "day", "weeks": "week", "months": "month", "years": "year"}
_PAIRED_UNITS = {
    ("mm", "hg"): _Unit("mmHg", _Family.OTHER),
    ("international", "units"): _Unit("IU", _Family.DOSED),
    ("degrees", "c"): _Unit("°C", _Family.OTHER),
    ("degrees", "celsius"): _Unit("°C", _Family.OTHER),
    ("degrees", "f"): _Unit("°F", _Family.OTHER),
    ("degrees", "fahrenheit"): _Unit("°F", _Family.OTHER),
    ("°", "c"): _Unit("°C", _Family.OTHER),
    ("°", "f"): _Unit("°F", _Family.OTHER),
    ("per", "cent"): _Unit("%", _Family.PERCENT),
    ("percentage", "points"): _Unit("percentage points", _Family.PERCENT),
    ("percentage", "point"): _Unit("percentage points", _Family.PERCENT),
    ("%", "points"): _Unit("percentage points", _Family.PERCENT),
}
_KEPT = _words("copies beats breaths colonies")  # "72 beats/min", but "500 neutrophils/uL" is 500 /uL
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_FRACTIONS = _words("half halves third thirds quarter quarters fifth fifths sixth eighth tenth tenths")
_PERSON_TIME = _words("person patient participant pack woman child")
# Exact by definition, so that a range may have its limits in two units ("2 mm to 1 cm").
_CONVERSIONS = {
    ("mm", "cm"): 10, ("cm", "m"): 100, ("ug", "mg"): 1000, ("mg", "g"): 1000, ("g", "kg"): 1000, ("mL", "L"): 1000,
    ("seconds", "minutes"): 60, ("minutes", "hours"): 60, ("hours", "days"): 24, ("days", "weeks"): 7,
    ("months", "years"): 12,
}  # fmt: skip

_BEFORE = {
    "<": "less than|fewer than|under|below|lower than|shorter than|smaller than|younger than|sooner than|earlier than",
    ">": "more than|over|above|greater than|higher than|exceeding|exceeds|exceed|exceeded|longer than|older than"
    "|larger than|later than|bigger than|beyond|in excess of|upwards of",
    "<=": "up to|at most|within|maximum of|a maximum of|as many as|as much as|less than or equal to",
    ">=": "at least|minimum of|a minimum of|as few as|greater than or equal to",
    "about": "about|around|approximately|approx|roughly|nearly|almost|near|close to|circa|some|an estimated|just over"
    "|just under",
}
_COMPARATORS = {tuple(phrase.split()): sign for sign, phrases in _BEFORE.items() for phrase in phrases.split("|")}
_COMPARATORS |= {
    (negation, *words): opposite
    for words, sign in tuple(_COMPARATORS.items())
    for negation in ("no", "not")
    if (opposite := {"<": ">=", ">": "<="}.get(sign))
}
_SIGNED = {"<": "<", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=", ">": ">", ">=": ">=", "≥": ">=", "⩾": ">="}
_SIGNED |= {"~": "about", "≈": "about", "∼": "about"}
_LONGEST = max(map(len, _COMPARATORS))
_LAST_WORDS = frozenset(phrase[-1] for phrase in _COMPARATORS)
_OR_MORE = _words("more over above older greater higher longer later worse larger beyond")
_OR_LESS = _words("less fewer below under younger lower earlier smaller shorter")
_AND_OVER = _words("over above older under below younger")  # "5 and more" is no comparator, "65 and over" is
_AGED = _words("older younger")
# "over 5 minutes" says how long, "lasting over 5 minutes" says longer than that.
_OVER_IS_MORE = _words("for of was were is are lasting lasted lasts after and or but ( median than by survived")
_OVER_ALL = _words("pooled averaged pooling spread")

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_MONTHS = """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec"""
_MONTH = frozenset(_MONTHS.split())
_PEOPLE = _words(
    """patients people adults women men children participants individuals subjects volunteers controls cases persons
    users infants neonates newborns babies girls boys admissions outpatients inpatients clinicians donors
    respondents mothers residents survivors recipients students workers caregivers carers parents relatives siblings
    experts professors teachers inhabitants females males smokers adolescents toddlers pairs couples families
    veterans nurses doctors physicians"""
)
_THINGS = _words(
    """studies trials reports papers articles series cohorts centres centers hospitals countries events deaths lesions
    metastases tumours tumors samples infections mitoses encounters scans readers cycles episodes recurrences
    relapses births procedures biopsies visits specimens occasions fractions mutations nodes cancers operations
    resections scenarios registries clinics practices reviews databases doses surgeries images examinations tests
    sites organs genes species isolates attacks exacerbations pregnancies deliveries foci eyes ears teeth hits beds
    cells chromosomes repeats factors proteins drugs medications drinks servings meals cigarettes items criteria
    symptoms features variants markers interviews fractures rats mice animals segments"""
)
_TUMOUR = re.compile(
    r"(?:ectomies|otomies|plasties|scopies|omas|oids|plasms|tumou?rs|metastases|cancers|nets|nens|necs)$"
)
_SINGULAR = {"studies": "study", "people": "person", "women": "woman", "men": "man", "children": "child"}
_SINGULAR |= {"countries": "country", "biopsies": "biopsy", "metastases": "metastasis", "series": "series"}
_ONE_OF = {_SINGULAR.get(noun, noun.removesuffix("s")): noun for noun in _PEOPLE | _THINGS}
_HYPHENATED = frozenset(spelling.lower() for spelling in _BASES) - _DIMINUTIVES | set(_ONE_OF) | _words("to fold per")
# A noun phrase after a number ends at any of these; what stands beyond them is not what was counted.
_FUNCTION_WORDS = _words(
    """a an the of in on at by for from to with without and or but nor than as per that which who whose whom when while
    was were is are be been had has have having did do does not no into over under above below between among during
    after before since until vs v versus against compared if then so its their his her our these those this times
    fold developed showed received died reported gave found experienced underwent including only out via due"""
)
_NAME_HEADS = _words(
    """type types grade grades stage stages table tables figure figures fig section sections chapter chapters appendix
    box phase phases level levels class classes group groups cohort cohorts arm arms step steps page pages pp
    version ref refs reference references pmid pmcid pmc doi volume issue question questions item part parts
    chromosome trisomy factor schedule tier category zone segment station interleukin"""
)
_NAME_ACRONYMS = _words("NYHA CKD ASA MEN HPV HSV HHV HTLV NEC COX HIV NF GOLD COVID")

_ROUTES = _words(
    """orally oral intravenously intravenous iv intramuscularly intramuscular im subcutaneously subcutaneous sc po pr
    sublingually sublingual topically topical inhaled nebulised nebulized rectally intranasally transdermally
    injected intradermally intravitreally deep bolus dose doses infusion"""
)
_OFTEN = {"daily": "day", "day": "day", "weekly": "week", "week": "week", "monthly": "month", "month": "month"}
_OFTEN |= {"yearly": "year", "year": "year", "nightly": "day", "night": "day", "hourly": "hour", "hour": "hour"}
_ADVERBS = _words("daily weekly monthly yearly nightly hourly")
_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_LATIN = {"od": 1.0, "qd": 1.0, "bd": 2.0, "bid": 2.0, "tds": 3.0, "tid": 3.0, "qds": 4.0, "qid": 4.0}
_Q_HOURS = re.compile("q([0-9]{1,2})h")
_FOLDED = _words(
    """the as more less higher greater lower larger upper normal uln that those baseline likelier increase increased
    elevated smaller longer"""
)

_CONNECTORS = _words(
    """of was is were are at = : , only score scores index labelling labeling proliferation value values level levels
    count status performance between from equal equals equalled remained averaged serum plasma range group groups"""
)
_ARTICLES = _words("the these those all their remaining other every each")
_BEFORE_YEARS = _words("the since during until early late mid of this its")
_OUTCOMES = _words(
    """survival mortality pfs os dfs rfs efs ttp recurrence relapse incidence prevalence risk risks rate rates egfr
    survivors figure figures"""
)
_LOCATIONS = {"median": "median", "mean": "mean", "average": "mean", "averaged": "mean", "pooled": "pooled"}
_POOLED_THINGS = _words("cohort cohorts analysis analyses data trials studies series")
_VERSUS = _words("v vs versus against compared")
_SEPARATORS = _VERSUS | _words(", and or / x × by but to ;")
_PARALLEL = _words("for with in on without after off among")
_VERBS = _words("was were is are had has have did do be been responded died developed showed received")
_OPENERS = {"(": ")", "[": "]"}
_LEVELS = frozenset((80.0, 90.0, 95.0, 97.5, 98.0, 99.0, 99.9))
_UNREACHED = (("not", "estimable"), ("not", "reached"), ("not", "evaluable"), ("ne",), ("nr",), ("infinity",), ("∞",))


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _base(printed: str) -> _Unit | None:
    """A unit without denominator, by its spelling; capitals count where a spelling is short."""
    printed = printed.translate(_RAISED)
    found = _BASES.get(printed)
    if found is None and (len(printed) > 2 or printed in ("MG", "ML", "KG", "CM", "MM")):
        found = _BASES.get(printed.lower())
    return found


# --- Scanner ---------------------------------------------------------------------------------------------------------


class _Sort(StrEnum):
    NUMBER = "number"
    WORD = "word"
    NAME = "name"  # holds digits and is no number: Ki-67, T4, 68Ga, a DOI
    POWER = "power"  # x 10^9
    DAY = "day"  # 2024-09-16
    MARK = "mark"
    END = "end"  # a line end, or what lies beyond the text


@dataclass(frozen=True, slots=True)
class _Token:
    sort: _Sort
    start: int
    end: int
    text: str
    low: str
    value: float | None = None

    @property
    def is_boundary(self) -> bool:
        return self.sort is _Sort.END


_NUMBER = r"""[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:[.·][0-9]+)?     # 1,459
    | [0-9]{1,3}(?:[\u00a0\u2009\u202f][0-9]{3})+(?![0-9])          # 17 942, parted by a space that does not break
    | [0-9]+(?:[.·][0-9]+)? | (?<![^\s(\[<>=≤≥~])\.[0-9]+"""
_TOKEN = re.compile(
    rf"""(?P<name> https?://\S+ | www\.\S+ | 10\.[0-9]{{4,9}}/\S+ | [0-9]+(?:\.[0-9]+){{2,}} )
    | (?P<day> [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9]) | [0-9]{{1,2}}/[0-9]{{1,2}}/(?:19|20)[0-9]{{2}}(?![0-9]) )
    | (?P<power> (?:[x×*]\ ?)?10\ ?
        (?: [\^*]\ ?[-−+]?[0-9]{{1,2}}(?![0-9]) | ⁻?[⁰¹²³⁴-⁹]{{1,2}} | \([-−]?[0-9]{{1,2}}\)(?=/) ) )
    | (?P<number> {_NUMBER} )
    | (?P<compound> [^\W\d_][^\W_]*(?:[-‐‑][^\W_]+)* )
    | (?P<mark> <= | >= | =< | \+/- | \S )
    | (?P<end> \n )
    | [^\S\n]+""",
    re.VERBOSE,
)
_COMPOUND = re.compile(r"[^\W\d_][^\W_]*(?:[-‐‑][^\W_]+)*")
_TAIL = re.compile(r"[-‐‑]([^\W\d_][^\W_]*)(?:[-‐‑][^\W_]+)*")
_VERSION = re.compile(r"(?:\.[0-9]+)+")
_PARTS = re.compile(r"[-‐‑]|[^-‐‑]+")
_DASHES = frozenset("-‐‑–—−")
_SIGNS = frozenset("-−–‑")

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
# Numbers as words and as fractions.
WRITTEN: Mapping[str, float] = MappingProxyType(
    {word: float(n) for n, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())}
    | {word: 10.0 * n for n, word in enumerate(_TENS.split(), 2)}
    | {"½": 0.5, "¼": 0.25, "¾": 0.75}
)
_NOTE_MARK = re.compile(r"[a-z)\]]\.[0-9]")  # "in mice.6"
_LONGEST_NUMBER = 20  # longer ones are identifiers
_PADDING = 24  # more than any production looks back, or ahead past the last token
_NOWHERE = _Token(_Sort.END, 0, 0, "", "")


def _scan(text: str) -> list[_Token]:
    """The tokens of a text, with padding at both ends so that no production need ask where it is."""
    tokens = [_NOWHERE] * _PADDING
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:  # cannot happen: the last alternatives take any character
            place += 1
            continue
        place = match.end()
        if match.lastgroup == "number":
            place = _add_number(tokens, text, match)
        elif match.lastgroup == "compound":
            version = _VERSION.match(text, place) if _is_name(match.group()) else None  # v1.0, 16p11.2
            place = version.end() if version else place
            _add_compound(tokens, text[match.start() : place], match.start())
        elif match.lastgroup is not None:
            tokens.append(_token(_Sort(match.lastgroup), match.start(), match.group()))
    tokens.extend([replace(_NOWHERE, start=len(text), end=len(text))] * _PADDING)
    return tokens


def _token(sort: _Sort, start: int, text: str, value: float | None = None) -> _Token:
    return _Token(sort, start, start + len(text), text, text.lower(), value)


def _add_number(tokens: list[_Token], text: str, match: re.Match[str]) -> int:
    """Add a number, or the name that it begins: "10mg" and "3-month" hold numbers, "68Ga" and "5-HIAA" do not."""
    end = match.end()
    noted = _NOTE_MARK.match(text, max(0, match.start() - 2)) is not None
    if end - match.start() > _LONGEST_NUMBER or noted:
        tokens.append(_token(_Sort.NAME, match.start(), match.group()))
        return end
    if (part := WRITTEN.get(text[end : end + 1])) is not None and match.group().isdigit():  # 4½
        tokens.append(_token(_Sort.NUMBER, match.start(), text[match.start() : end + 1], _float(match.group()) + part))
        return end + 1
    attached = _COMPOUND.match(text, end)
    tail = _TAIL.match(text, end) if attached is None else None
    if attached is not None and not _may_be_attached(attached.group()) and not text.startswith(("x10", "×10"), end):
        end = attached.end()
    elif tail is not None and tail[1].lower() not in _HYPHENATED:
        end = tail.end()
    if end > match.end():
        tokens.append(_token(_Sort.NAME, match.start(), text[match.start() : end]))
    else:
        tokens.append(_token(_Sort.NUMBER, match.start(), match.group(), _float(match.group())))
    return end


def _float(printed: str) -> float:
    return float(re.sub(r"[,\u00a0\u2009\u202f]", "", printed).replace("·", "."))


def _may_be_attached(compound: str) -> bool:
    head = re.split(r"[-‐‑]", compound, maxsplit=1)[0].translate(_RAISED)
    base = _base(head)
    return base is not None and head not in _NEVER_ATTACHED


def _add_compound(tokens: list[_Token], text: str, start: int) -> None:
    """Add a word with its hyphens as words and marks, or as one name if it holds a digit."""
    if _is_name(text) and _base(text) is None:
        tokens.append(_token(_Sort.NAME, start, text))
        return
    for part in _PARTS.finditer(text):
        _add_word(tokens, part.group(), start + part.start())


def _is_name(compound: str) -> bool:
    return any("0" <= c <= "9" for c in compound)


def _add_word(tokens: list[_Token], text: str, start: int) -> None:
    if text in _DASHES:
        tokens.append(_token(_Sort.MARK, start, text))
    elif len(text) > 6 and text.endswith("fold") and text[:-4].lower() in WRITTEN:
        _add_word(tokens, text[:-4], start)
        _add_word(tokens, "fold", start + len(text) - 4)
    else:
        tokens.append(_token(_Sort.WORD, start, text, WRITTEN.get(text.lower())))


@dataclass(frozen=True, slots=True)
class _Label:
    """Words that make the number after them a quantity."""

    words: tuple[str, ...]
    kind: QuantityKind
    statistic: str
    short: bool = False  # an abbreviation that also means something else: HR, OR, RR


def _labels() -> dict[str, list[_Label]]:
    table = {
        QuantityKind.RATIO: """hazard ratio=hazard ratio,HR!,aHR!,AHR!,sHR!,hazards ratio
            ;odds ratio=odds ratio,OR!,aOR!,AOR!,cOR!,POR!;risk ratio=risk ratio,RR!,aRR!
            ;relative risk=relative risk;rate ratio=rate ratio,IRR!
            ;standardised mortality ratio=standardised mortality ratio,standardized mortality ratio,SMR!
            ;standardised incidence ratio=standardised incidence ratio,standardized incidence ratio,SIR!
            ;positive likelihood ratio=positive likelihood ratio,LR +
            ;negative likelihood ratio=negative likelihood ratio,LR -,LR −,LR –
            ;likelihood ratio=likelihood ratio,LR!;ratio=ratio;mortality ratio=mortality ratio
            ;prevalence ratio=prevalence ratio
            ;number needed to treat=number needed to treat,NNT!;number needed to harm=number needed to harm,NNH!""",
        QuantityKind.SCORE: """kappa=kappa,κ;SUVmax=SUVmax;SUVmean=SUVmean;SUVpeak=SUVpeak;SUV=SUV
            ;Ki-67=Ki-67,Ki67,Ki 67;MIB-1=MIB-1;ECOG=ECOG;Karnofsky=Karnofsky;Apgar=Apgar;GCS=GCS
            ;Glasgow Coma Scale=Glasgow Coma Scale;NIHSS=NIHSS;MELD=MELD;SOFA=SOFA;qSOFA=qSOFA;MMSE=MMSE;MoCA=MoCA
            ;PHQ-9=PHQ-9;GAD-7=GAD-7;CURB-65=CURB-65;Gleason=Gleason;CHA2DS2-VASc=CHA2DS2-VASc,CHA₂DS₂-VASc
            ;HAS-BLED=HAS-BLED;Centor=Centor;McIsaac=McIsaac;Krenning=Krenning;Child-Pugh=Child-Pugh""",
        QuantityKind.PERCENTAGE: "I2=I2,I²,I ^ 2",
        QuantityKind.OTHER_NUMBER: """cut-off=cut-off,cutoff,cut off;threshold=threshold;BMI=BMI,body mass index;INR=INR
            ;pH=pH;AUC=AUC,AUROC,area under the curve;c-statistic=c-statistic,C-index;eGFR=eGFR;GFR=GFR;TSH=TSH
            ;potassium=potassium;sodium=sodium;calcium=calcium;creatinine=creatinine;ferritin=ferritin
            ;haemoglobin=haemoglobin,hemoglobin;CRP=CRP""",
    }
    found: dict[str, list[_Label]] = {}
    for kind, entries in table.items():
        for entry in entries.split(";"):
            statistic, _, spellings = entry.strip().partition("=")
            for spelling in map(str.strip, spellings.split(",")):
                label = _label(spelling, kind, statistic)
                found.setdefault(label.words[0].lower(), []).append(label)
    for labels in found.values():
        labels.sort(key=lambda label: -len(label.words))
    return found


def _label(spelling: str, kind: QuantityKind, statistic: str) -> _Label:
    plain = spelling.rstrip("!")
    return _Label(tuple(t.text for t in _scan(plain) if t.sort is not _Sort.END), kind, statistic, spelling != plain)


_LABELS = _labels()


# --- Words of the grammar: numbers, units, nouns, comparators, spans ------------------------------------------------
# Each takes the tokens and a place and gives what stands there with the place behind it, or None.

_Tokens = Sequence[_Token]


def _touches(t: _Tokens, i: int) -> bool:
    """Whether nothing stands between a token and the one before it."""
    return t[i].start == t[i - 1].end


def _is_signed(t: _Tokens, i: int) -> bool:
    """A minus sign: it touches its number, and no number or word that it could join to another."""
    free = not _touches(t, i) or t[i - 1].sort in (_Sort.MARK, _Sort.END)
    return t[i].text in _SIGNS and t[i + 1].sort is _Sort.NUMBER and _touches(t, i + 1) and free


def _number(t: _Tokens, i: int) -> tuple[float, int] | None:
    """A number with its sign and scale, in figures or written."""
    if t[i].value is None:
        return _negative(t, i) if t[i].sort is _Sort.MARK else None
    value, j = _written(t, i) if t[i].sort is _Sort.WORD else _grouped(t, i)
    if j == i:
        return None
    part = _part_of_one(t, j - 1)
    if part is not None:
        base = _base(t[part[1]].text)  # 1/2 tablet
        if base is not None and base.family in (_Family.FORM, _Family.TIME):
            return part
    # "4 1/2 hours", "4-1/2": a whole and a part
    part = _part_of_one(t, j + (t[j].text in _DASHES)) if j == i + 1 and t[i].text.isdigit() else None
    if part is not None:
        return value + part[0], part[1]
    scale = _SCALES.get(t[j].low)
    return (value * scale, j + 1) if scale else (value, j)


def _part_of_one(t: _Tokens, i: int) -> tuple[float, int] | None:
    """A half, thirds or quarters, in figures: 1/2."""
    above, below = t[i].value, t[i + 2].value
    if t[i + 1].text != "/" or t[i].text not in ("1", "2", "3") or t[i + 2].text not in ("2", "3", "4"):
        return None
    return (above / below, i + 3) if above is not None and below is not None and above < below else None


def _negative(t: _Tokens, i: int) -> tuple[float, int] | None:
    positive = _number(t, i + 1) if _is_signed(t, i) else None
    return (-positive[0], positive[1]) if positive else None


def _written(t: _Tokens, i: int) -> tuple[float, int]:
    """ "Twenty-four" and "two hundred and six" are one number each, "two-thirds" is none."""
    value, j = _below_thousand(t, i)
    if j > i and t[j].low == "thousand":
        rest, behind = _below_thousand(t, j + 1)
        if rest:
            return value * 1000 + rest, behind
    return value, j


def _below_thousand(t: _Tokens, i: int) -> tuple[float, int]:
    value, j = _below_hundred(t, i)
    if j == i or t[j].low != "hundred":
        return value, j
    rest, behind = _below_hundred(t, j + 1 + (t[j + 1].low == "and"))
    return (value * 100 + rest, behind) if rest else (value * 100, j + 1)


def _below_hundred(t: _Tokens, i: int) -> tuple[float, int]:
    if t[i].sort is not _Sort.WORD or t[i].value is None:
        return 0.0, i
    value, j = t[i].value or 0.0, i + 1
    dash = t[j].text in _DASHES
    after = t[j + 1] if dash else t[j]
    if after.low in _FRACTIONS:
        return 0.0, i
    if 20 <= value <= 90 and after.sort is _Sort.WORD and 1 <= (after.value or 0) <= 9:
        return value + (after.value or 0), j + 1 + dash
    return value, j


def _grouped(t: _Tokens, i: int) -> tuple[float, int]:
    """Figures, with the thousands that a plain space parts: "17 942 patients". Only before something counted."""
    value, j = t[i].value or 0.0, i + 1
    if not (len(t[i].text) <= 3 and t[i].text.isdigit()):
        return value, j
    while j < i + 4 and t[j].sort is _Sort.NUMBER and len(t[j].text) == 3 and t[j].start == t[j - 1].end + 1:
        value, j = value * 1000 + (t[j].value or 0.0), j + 1
    if j > i + 1 and _counted(t, j) is None:
        return t[i].value or 0.0, i + 1
    return value, j


def _unit(t: _Tokens, j: int) -> _Unit | None:
    """The unit of a number that ends here: "%", "mg/kg/day", "x 10^9/L", "/uL"; a hyphen may tie it to the number."""
    hyphen = t[j].text in _DASHES and _touches(t, j) and _touches(t, j + 1)
    k = j + hyphen
    if t[k].text == "/":
        return _count_per_volume(t, k)
    if t[k].sort is _Sort.POWER:
        return _power_unit(t, k)
    unit = _simple_unit(t, k)
    if unit is None:
        return None
    unit = _with_denominators(t, unit)
    if unit.family is _Family.COUNTED:  # "20 cells" counts, "20 cells/uL" measures
        return None
    return replace(unit, hyphenated=hyphen)


def _simple_unit(t: _Tokens, k: int) -> _Unit | None:
    low = t[k].low
    if low in ("%", "percent"):
        points = t[k + 1].low in ("point", "points")
        return _Unit("percentage points" if points else "%", _Family.PERCENT, k + 1 + points)
    paired = _PAIRED_UNITS.get((low, t[k + 1].low))
    if paired is not None:
        return replace(paired, last=k + 2)
    if low in _PERSON_TIME:
        return _person_time(t, k)
    base = _base(t[k].text) if t[k].sort in (_Sort.WORD, _Sort.MARK) else None
    if base is None or (t[k].text in _ALONE and not _stands_alone(t, k)):
        return None
    raised = _raised(t, k)
    return replace(base, text=base.text + raised, last=k + 1 + 3 * bool(raised))


def _raised(t: _Tokens, k: int) -> str:
    """The exponent of "m(2)", as abstracts without raised figures print it."""
    if t[k].text not in ("m", "cm", "mm") or t[k + 1].text != "(" or t[k + 3].text != ")" or not _touches(t, k + 1):
        return ""
    return t[k + 2].text if t[k + 2].text in ("2", "3") else ""


def _person_time(t: _Tokens, k: int) -> _Unit | None:
    j = k + 1 + (t[k + 1].text in _DASHES)
    base = _base(t[j].text)
    if base is None or base.family is not _Family.TIME or t[j].low == base.text[0]:
        return None
    return _Unit(f"{t[k].low}-{base.text}", _Family.OTHER, j + 1)


def _stands_alone(t: _Tokens, k: int) -> bool:
    """Whether one letter is a unit: "38.3 C" is a temperature, "2 T cells" and "hepatitis C" are not."""
    letter, value = t[k].text, t[k - 1].value
    if t[k + 1].low in ("cell", "cells") or (t[k + 1].text in _DASHES and _touches(t, k + 1)):
        return False
    if t[k + 1].text == "." and _touches(t, k + 2) and t[k + 2].sort is _Sort.WORD:  # U.S.
        return False
    limits = {"C": (30.0, 45.0), "F": (90.0, 115.0), "T": (0.1, 20.0)}.get(letter)
    return limits is None or (value is not None and limits[0] <= value <= limits[1])


def _with_denominators(t: _Tokens, unit: _Unit) -> _Unit:
    """The unit with everything it is divided by, and the family that this puts it in."""
    parts: list[str] = []
    k = unit.last
    while len(parts) < 3 and (part := _denominator(t, k, unit)):
        parts.append(part[0])
        k = part[1]
    if not parts:
        return unit
    name = "" if unit.family is _Family.COUNTED and unit.text not in _KEPT else unit.text
    family = unit.family
    if family in (_Family.MASS, _Family.DOSED):
        by_weight = any(part in ("kg", "m2") for part in parts)
        given = parts[-1] == "day" or (by_weight and parts[-1] in ("h", "min") and unit.family is _Family.MASS)
        family = _Family.FORM if given else _Family.DOSED if by_weight else _Family.OTHER
    elif family is _Family.COUNTED:
        family = _Family.OTHER
    return replace(unit, text="/".join([name, *parts]), family=family, last=k)


def _denominator(t: _Tokens, k: int, unit: _Unit) -> tuple[str, int] | None:
    if unit.family in (_Family.TIME, _Family.PERCENT) or unit.text.endswith(("-years", "-months", "-days")):
        return None
    if not (t[k].text == "/" or (t[k].low == "per" and unit.family is not _Family.FORM)):
        return None
    amount = t[k + 1].text if t[k + 1].sort is _Sort.NUMBER else ""
    j = k + 2 if amount else k + 1
    base = _base(t[j].text) if t[j].sort is _Sort.WORD else None
    if base is None or base.family is _Family.FORM:
        return None
    raised = _raised(t, j)
    return amount + _SHORT_TIME.get(base.text, base.text) + raised, j + 1 + 3 * bool(raised)


def _count_per_volume(t: _Tokens, k: int) -> _Unit | None:
    base = _base(t[k + 1].text) if _touches(t, k) and _touches(t, k + 1) else None
    if base is None or base.text not in _VOLUMES:
        return None
    return _Unit(f"/{_SHORT_TIME.get(base.text, base.text)}", _Family.OTHER, k + 2)


def _power_unit(t: _Tokens, k: int) -> _Unit:
    exponent = re.sub(r"^.*?10\s?[\^*(]?\s?", "", t[k].text.translate(_RAISED)).replace("−", "-").strip("+)")
    unit = _Unit(f"10^{exponent}", _Family.OTHER, k + 1)
    if _denominator(t, k + 1, unit) is not None:
        return _with_denominators(t, unit)
    base = _base(t[k + 1].text)
    if base is None or base.family is _Family.TIME:
        return unit
    whole = _with_denominators(t, replace(base, last=k + 2))
    joint = "" if whole.text.startswith("/") else " "
    return replace(whole, text=f"{unit.text}{joint}{whole.text}", family=unit.family)


def _counted(t: _Tokens, j: int, single: bool = False) -> _Unit | None:
    """The people or things that a number counts, with the adjectives before them: "non-pregnant women"."""
    if t[j].text in _DASHES:
        noun = _ONE_OF.get(t[j + 1].low) if _touches(t, j) else None
        return _Unit(noun, _family_of(noun), j + 2) if noun else None
    for k in range(j, j + 9):
        if t[k].text in _DASHES or t[k].text == "/":
            continue
        if t[k].sort not in (_Sort.WORD, _Sort.NAME) or t[k].low in _FUNCTION_WORDS or t[k].value is not None:
            return None
        noun = _noun(t[k], single)
        if noun is not None:
            return _Unit(noun, _family_of(noun), k + 1)
    return None


def _noun(token: _Token, single: bool) -> str | None:
    low = token.low.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    if single and low in _ONE_OF:
        return _ONE_OF[low]
    if low not in _PEOPLE and low not in _THINGS and not _TUMOUR.search(low):
        return None
    return low if token.text[1:-1].islower() else token.text


def _family_of(noun: str) -> _Family:
    return _Family.PEOPLE if noun in _PEOPLE else _Family.NOUN


def _fold(t: _Tokens, j: int) -> _Unit | None:
    k = j + (t[j].text in _DASHES)
    if t[k].low == "fold":
        return _Unit("fold", _Family.FOLD, k + 1)
    if t[j].low == "times" and t[j + 1].low in _FOLDED:
        return _Unit("fold", _Family.FOLD, j + 1)
    return None


def _rate(t: _Tokens, j: int) -> _Unit | None:
    """What a rate is reckoned on: "per 100 patient-years", "deaths per 1,000 live births", "per 100,000 per year"."""
    for k in range(j, j + 4):
        if t[k].low == "per":
            return _per(t, k + 1)
        if t[k].sort is not _Sort.WORD or t[k].low in _FUNCTION_WORDS:
            return None
    return None


def _per(t: _Tokens, k: int) -> _Unit | None:
    number = (_SCALES[t[k].low], k + 1) if t[k].low in _SCALES else _number(t, k)
    if number is None:
        base = _base(t[k].text)
        timed = base is not None and base.family is _Family.TIME
        return _Unit(f"/{_SHORT_TIME.get(base.text, base.text)}", _Family.RATE, k + 1) if base and timed else None
    value, j = number
    if t[j].sort is _Sort.NUMBER and t[j].text == "000":  # per 100 000
        value, j = value * 1000, j + 1
    thing, j = _rate_noun(t, j)
    interval, j = _rate_time(t, j)
    return _Unit(f"/{value:.15g}{thing}{interval}", _Family.RATE, j)


def _rate_noun(t: _Tokens, j: int) -> tuple[str, int]:
    unit = _simple_unit(t, j)
    if unit is not None and unit.family in (_Family.TIME, _Family.OTHER):
        exposed = t[unit.last].low == "of" and t[unit.last + 1].low in ("exposure", "observation")
        return f" {unit.text}", unit.last + 2 * exposed
    if (t[j].low, t[j + 1].low) == ("live", "births"):
        return " live births", j + 2
    return (f" {t[j].low}", j + 1) if t[j].low in _PEOPLE | _THINGS | {"population"} else ("", j)


def _rate_time(t: _Tokens, j: int) -> tuple[str, int]:
    base = _base(t[j + 1].text) if t[j].low in ("per", "a", "/", "each") else None
    if base is not None and base.family is _Family.TIME:
        return f"/{_SHORT_TIME.get(base.text, base.text)}", j + 2
    return ("/year", j + 1) if t[j].low in ("annually", "yearly") else ("", j)


def _any_unit(t: _Tokens, j: int, single: bool) -> _Unit | None:
    """Whatever makes a bare number a quantity by standing after it."""
    unit = _unit(t, j) or _fold(t, j) or _rate(t, j) or _counted(t, j, single)
    if unit is None and t[j].low in ("extra", "more", "further", "additional"):
        form = _simple_unit(t, j + 1)
        unit = form if form is not None and form.family is _Family.FORM else None
    return unit


def _comparator_before(t: _Tokens, i: int, floor: int) -> tuple[str | None, int]:
    """The comparator before a place and where it begins; "up to about" counts as "up to"."""
    sign, first = None, i
    while first > floor and (found := _one_before(t, first, floor)):
        sign, first = found
        if sign != "about":
            break
    return sign, first


def _one_before(t: _Tokens, i: int, floor: int) -> tuple[str, int] | None:
    if t[i - 1].text in _SIGNED:
        return _SIGNED[t[i - 1].text], i - 1
    if t[i - 1].text == "=" and t[i - 2].low == "or" and t[i - 3].text in ("<", ">") and i - 3 >= floor:
        return f"{t[i - 3].text}=", i - 3
    if t[i - 1].low == "of":
        return _comparator_of(t, i, floor)
    if t[i - 1].low not in _LAST_WORDS:
        return None
    for length in range(min(_LONGEST, i - floor), 0, -1):
        sign = _COMPARATORS.get(tuple(token.low for token in t[i - length : i]))
        if sign is not None:
            return sign, i - length
    return None


def _comparator_of(t: _Tokens, i: int, floor: int) -> tuple[str, int] | None:
    """ "A minimum of"; "below a creatinine clearance of"."""
    for length in (3, 2):
        sign = _COMPARATORS.get(tuple(token.low for token in t[i - length : i]))
        if sign is not None and i - length >= floor:
            return sign, i - length
    for k in range(i - 3, max(i - 6, floor) - 1, -1):
        if t[k].low in ("below", "above") and t[k + 1].low in ("a", "an", "the"):
            return ("<" if t[k].low == "below" else ">"), k
        if t[k].sort is not _Sort.WORD:
            return None
    return None


def _comparator_after(t: _Tokens, j: int) -> tuple[str, int] | None:
    """ "or more", "and over", "+"; where it begins a comparison of its own ("and over 5 %") it is none."""
    if t[j].text == "+" and _touches(t, j) and t[j + 1].value is None:
        return ">=", j + 1
    word = t[j + 1].low
    allowed = _OR_MORE | _OR_LESS if t[j].low == "or" else _AND_OVER if t[j].low == "and" else frozenset()
    if word not in allowed or t[j + 2].value is not None or t[j + 2].low == "than":
        return None
    return ">=" if word in _OR_MORE else "<=", j + 2


@dataclass(frozen=True, slots=True)
class _Span:
    """A number or a range, with the unit that stands directly behind it."""

    low: float
    high: float | None
    last: int
    unit: _Unit | None
    comparator: str | None = None


def _span(t: _Tokens, i: int) -> _Span | None:
    first = _number(t, i)
    if first is None:
        return None
    unit = _unit(t, first[1])
    single = _Span(first[0], None, unit.last if unit else first[1], unit)
    start = _after_range_mark(t, first[1], i) or (_after_range_mark(t, single.last, i) if unit else None)
    return _range(t, single, start) or single if start else single


def _after_range_mark(t: _Tokens, k: int, i: int) -> int | None:
    """Where the second number of a range begins: after "-", "to", "- to", or the "and" of "between 5 and 10"."""
    if t[k].text in _DASHES:
        if t[k + 1].low in ("to", "or") and _touches(t, k):
            return k + 2
        return k + 1 if _touches(t, k) == _touches(t, k + 1) else None
    if t[k].low == "to":
        return k + 1
    if t[k].low == "and" and _follows_between(t, i):
        return k + 1
    return k + 1 if t[k].low == "or" and t[k + 2].low == "times" else None


def _follows_between(t: _Tokens, i: int) -> bool:
    """ "Between 5 and 10", "between about 5 and 10", "between the ages of 5 and 10"."""
    if "between" in (t[i - 1].low, t[i - 2].low):
        return True
    return t[i - 2].low in ("age", "ages") and "between" in (t[i - 3].low, t[i - 4].low)


def _range(t: _Tokens, single: _Span, start: int) -> _Span | None:
    inner = next((sign for word, sign in (("under", "<"), ("<", "<"), ("below", "<")) if t[start].low == word), None)
    second = _number(t, start + (inner is not None))
    if second is None or (t[second[1]].text in _DASHES and t[second[1] + 1].sort is _Sort.NUMBER):
        return None
    unit = _unit(t, second[1])
    low = single.low
    if single.unit is not None:
        factor = _factor(single.unit, unit)
        if factor is None:
            return None
        low = round(low / factor, 4) if factor != 1 else low
    if low >= second[0]:
        return None
    return _Span(low, second[0], unit.last if unit else second[1], unit, inner)


def _factor(one: _Unit, other: _Unit | None) -> float | None:
    if other is None:
        return None
    return 1 if one.text == other.text else _CONVERSIONS.get((one.text, other.text))


@dataclass(frozen=True, slots=True)
class _Frequency:
    low: float
    high: float | None
    unit: str
    last: int

    def __str__(self) -> str:
        amount = f"{self.low:.15g}" if self.high is None else f"{self.low:.15g}-{self.high:.15g}"
        return f"{amount}{self.unit}" if self.unit.startswith("/") else f"every {amount} {self.unit}"


def _frequency(t: _Tokens, j: int) -> _Frequency | None:
    """How often: "twice daily", "three times a day", "every 4-6 hours", "once every 3 months"."""
    low = t[j].low
    if low == "every":
        return _every(t, j)
    if low in _TIMES:
        if t[j + 1].low == "every":
            return _every(t, j + 1) if low == "once" else None
        return _per_time(t, j + 1, _TIMES[low], None)
    span = _span(t, j) if t[j].value is not None else None
    if span is None or span.unit is not None:
        return None
    k = span.last + (t[span.last].text in _DASHES)
    return _per_time(t, k + 1, span.low, span.high) if t[k].low == "times" else None


def _per_time(t: _Tokens, k: int, low: float, high: float | None) -> _Frequency | None:
    k += t[k].text in _DASHES
    k += t[k].low in ("a", "per", "each", "every")
    return _Frequency(low, high, f"/{_OFTEN[t[k].low]}", k + 1) if t[k].low in _OFTEN else None


def _every(t: _Tokens, j: int) -> _Frequency | None:
    span = _span(t, j + 1)
    if span is None or span.unit is None or span.unit.family is not _Family.TIME:
        return None
    return _Frequency(span.low, span.high, span.unit.text, span.last)


def _dose_tail(t: _Tokens, j: int) -> tuple[int, str | None]:
    """Where the words on how and how often a dose is given end, and how often that is."""
    often: str | None = None
    for _ in range(7):
        frequency = _frequency(t, j)
        if frequency is not None:
            j, often = frequency.last, str(frequency)
            continue
        step, said = _dose_word(t, j)
        if not step:
            break
        j, often = j + step, said or often
    return j, often


def _dose_word(t: _Tokens, j: int) -> tuple[int, str | None]:
    low, after = t[j].low, t[j + 1].low
    if low in _ROUTES:
        return 1, None
    if (low, after) in (("by", "mouth"), ("at", "bedtime"), ("at", "night")):
        return 2, None
    if low in _ADVERBS:
        return 1, f"1/{_OFTEN[low]}"
    if low in ("a", "per", "each", "every") and after in _OFTEN:
        return 2, f"1/{_OFTEN[after]}"
    if hours := _Q_HOURS.fullmatch(low):
        return 1, f"every {hours[1]} hours"
    if low in _LATIN:
        return 1, f"{_LATIN[low]:.0f}/day"
    if low in ("x", "×") and t[j + 1].sort is _Sort.NUMBER and _unit(t, j + 2) is None:
        return 2, f"x {after}"
    if low == "once" and t[j + 1].sort is not _Sort.WORD:  # "a week once pregnancy is confirmed" is not once
        return 1, "once"
    return 0, None


@dataclass(frozen=True, slots=True)
class _Interval:
    low: float | None
    high: float | None
    kind: str | None  # None: limits in brackets that do not say what they are
    last: int
    unit: _Unit | None = None
    deviation: float | None = None

    def holds(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def _labelled_interval(t: _Tokens, m: int) -> _Interval | None:
    """An interval that says what it is: "(95 % CI 0.30-0.73)", "; IQR 8-24", "± 0.5"."""
    closer = _OPENERS.get(t[m].text)
    k = m + (closer is not None or t[m].text in (",", ";", ":"))
    label = _interval_label(t, k)
    if label is None:
        return None
    kind, k = label
    for _ in range(2):
        k += t[k].low in (",", ":", "=", "of", "from", "was", "is", "were")
    inner = _OPENERS.get(t[k].text)
    found = _deviation(t, k) if kind == "sd" else _limits(t, k + (inner is not None), kind)
    if found is None:
        return None
    last = found.last
    for mark in (inner, closer):
        last += mark is not None and t[last].text == mark
    return replace(found, last=last)


def _interval_label(t: _Tokens, k: int) -> tuple[str, int] | None:
    level = t[k].value in _LEVELS and t[k + 1].text == "%"
    k += 2 * level
    low, after = t[k].low, t[k + 1].low
    if low in ("ci", "cis", "cri"):
        behind = t[k + 1].value in _LEVELS and t[k + 2].text == "%"  # CI 95 %
        return "confidence", k + 1 + 2 * behind
    if low in ("confidence", "credible", "credibility", "uncertainty") and after in ("interval", "intervals", "limits"):
        return "confidence", _past_abbreviation(t, k + 2)
    if level:
        return None
    if low == "iqr" or (low, after) == ("interquartile", "range"):
        return "iqr", k + 1 + (low != "iqr")
    if low in ("±", "+/-", "sd") or (low, after) == ("standard", "deviation"):
        return "sd", k + 1 + (low == "standard")
    return ("range", k + 1) if low == "range" else None


def _past_abbreviation(t: _Tokens, k: int) -> int:
    """Past "(CI)" or "(95 % CI)" behind the words that it stands for."""
    close = k + 2 + 2 * (t[k + 2].text == "%")
    return close + 1 if t[k].text in _OPENERS and t[close - 1].low == "ci" and t[close].text in (")", "]") else k


def _deviation(t: _Tokens, k: int) -> _Interval | None:
    number = _number(t, k)
    if number is None:
        return None
    unit = _unit(t, number[1])
    return _Interval(None, None, "sd", unit.last if unit else number[1], unit, number[0])


def _limits(t: _Tokens, k: int, kind: str | None) -> _Interval | None:
    first = _number(t, k)
    if first is None:
        return None
    unit = _unit(t, first[1])
    j = unit.last if unit else first[1]
    if not (t[j].text in _DASHES or t[j].low in ("to", ",", "and", ";")):
        return None
    for words in _UNREACHED:
        if tuple(token.low for token in t[j + 1 : j + 1 + len(words)]) == words:
            return _Interval(first[0], None, kind, j + 1 + len(words), unit)
    second = _number(t, j + 1)
    if second is None:
        return None
    unit = _unit(t, second[1])
    low, high = sorted((first[0], second[0]))
    return _Interval(low, high, kind, unit.last if unit else second[1], unit)


def _bracketed_range(t: _Tokens, m: int) -> _Interval | None:
    """Limits that do not say what they are: "(0.73-1.20)". Two years are a period."""
    closer = _OPENERS.get(t[m].text)
    if closer is None or _is_year(t[m + 1]):
        return None
    found = _limits(t, m + 1, None)
    if found is None or t[found.last].text != closer:
        return None
    if t[m + 2].text in (",", ";") and not ((found.low or 0) % 1 or (found.high or 0) % 1):  # "[12, 13]" cites
        return None
    return replace(found, last=found.last + 1)


def _is_year(token: _Token) -> bool:
    return token.sort is _Sort.NUMBER and _YEAR.fullmatch(token.text) is not None


def _is_month(token: _Token) -> bool:
    return token.low in _MONTH and token.text[:1].isupper()


# --- Productions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    """A quantity in the making. Without a kind it is a number that nothing explains yet."""

    first: int
    last: int
    kind: QuantityKind | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str | None = None
    comparator: str | None = None
    unit: str | None = None
    whole: float | None = None
    statistic: str | None = None
    frequency: str | None = None
    label: _Label | None = None  # what the number is if no neighbour gives it a unit
    marks: str | None = None  # not a quantity but a statistic's name: "5-year" before "survival"
    borrowed: bool = False
    figures: bool = True  # printed in figures, not written

    @property
    def is_precise(self) -> bool:
        """Whether it is more than a bare whole number, and so unlikely to be anything but a quantity."""
        return self.low is not None or self.comparator is not None or (self.value is not None and self.value % 1 != 0)


_KIND_OF = {
    _Family.PERCENT: QuantityKind.PERCENTAGE,
    _Family.TIME: QuantityKind.DURATION,
    _Family.FORM: QuantityKind.DOSE,
    _Family.MASS: QuantityKind.MEASUREMENT,
    _Family.DOSED: QuantityKind.MEASUREMENT,
    _Family.OTHER: QuantityKind.MEASUREMENT,
    _Family.FOLD: QuantityKind.RATIO,
    _Family.NOUN: QuantityKind.COUNT,
    _Family.PEOPLE: QuantityKind.SAMPLE_SIZE,
    _Family.RATE: QuantityKind.RATE,
}


class _Reader:
    """Goes through the tokens once.

    `floor` is the first token that no draft has taken; `line` how many drafts earlier lines have made; `confident` says
    that the line has had a confidence interval, so that limits in brackets are taken for others.
    """

    def __init__(self, t: _Tokens) -> None:
        self.t = t
        self.floor = _PADDING
        self.drafts: list[_Draft] = []
        self.line = 0
        self.confident = False

    def read(self) -> list[_Draft]:
        i, end = _PADDING, len(self.t) - _PADDING
        while i < end:
            if self.t[i].is_boundary:
                self.line, self.confident = len(self.drafts), False
            draft = self._draft(i)
            if draft is None:
                i = max(self._past_names(i), i + 1)
                continue
            self.drafts.append(draft)
            self.confident |= draft.interval == "confidence"
            self.floor = i = draft.last
        return self.drafts

    def _draft(self, i: int) -> _Draft | None:
        token = self.t[i]
        if token.value is not None or (token.sort is _Sort.MARK and _is_signed(self.t, i)):
            return self._numeric(i)
        if token.sort is _Sort.DAY:
            return _Draft(i, i + 1, QuantityKind.DATE, _year_of(token), unit="day")
        if token.sort in (_Sort.WORD, _Sort.NAME):
            production = _ANNOUNCED.get(token.low)
            draft = production(self, i) if production else None
            return draft or (self._labelled(i) if token.low in _LABELS else None)
        return None

    # What is passed over.

    def _past_names(self, i: int) -> int:
        """Past the numbers of a name ("type 2", "grades 3-4", "Table 3"), of a ratio 2:1, of a price."""
        t = self.t
        if t[i + 1].text == ":" and t[i].value is not None and _touches(t, i + 1) and _touches(t, i + 2):
            return i + 3
        if t[i].text in ("$", "£", "€"):
            return i + 2
        if t[i].low not in _NAME_HEADS and t[i].text not in _NAME_ACRONYMS:
            return i
        j = i + 1 + (t[i + 1].text in (".", ":"))
        if t[j].value is None or _unit(t, j + 1) is not None:
            return i
        while t[j + 1].low in ("-", "–", "to", "and", "or", ",", "/") and t[j + 2].value is not None:
            if t[j + 1].text not in _DASHES and not self._is_listed_name(j):
                break
            j += 2
        return j + 1

    def _is_listed_name(self, j: int) -> bool:
        """Whether a name's list goes on: "types 1, 2 and 3", but not "MEN 2, 45 patients"."""
        t = self.t
        unit = _any_unit(t, j + 3, False)
        if unit is not None and not (unit.family in (_Family.NOUN, _Family.PEOPLE) and (t[j + 2].value or 99) < 10):
            return False
        return t[j + 1].text != "," or t[j + 3].low in ("and", "or", ",")

    # What begins with a number.

    def _numeric(self, i: int) -> _Draft | None:
        t = self.t
        if t[i + 1].text == ":" and t[i + 2].sort is _Sort.NUMBER and _touches(t, i + 2):
            return None
        if _interval_label(t, i) is not None:
            return self._orphan(i)
        return self._date(i) or self._count(i) or self._often(i) or self._amount(i)

    def _orphan(self, i: int) -> _Draft | None:
        """An interval apart from its value: it goes to the last quantity that lies in it."""
        found = _labelled_interval(self.t, i)
        if found is None or found.low is None:
            return None
        for n in range(len(self.drafts) - 1, max(len(self.drafts) - 5, self.line - 1), -1):
            draft = self.drafts[n]
            if draft.interval is None and draft.value is not None and found.holds(draft.value) and draft.kind:
                self.drafts[n] = replace(draft, low=found.low, high=found.high, interval=found.kind)
                return _Draft(i, found.last, marks="")
        return _Draft(i, found.last, QuantityKind.OTHER_NUMBER, low=found.low, high=found.high, interval=found.kind)

    def _date(self, i: int) -> _Draft | None:
        t = self.t
        if t[i].sort is not _Sort.NUMBER:
            return None
        if _is_month(t[i + 1]) and _is_year(t[i + 2]):
            return _Draft(i, i + 3, QuantityKind.DATE, t[i + 2].value, unit="day")
        if _is_month(t[i - 1]) and t[i + 1].text == "," and _is_year(t[i + 2]) and i > self.floor:
            return _Draft(i - 1, i + 3, QuantityKind.DATE, t[i + 2].value, unit="day")
        if not _is_year(t[i]):
            return None
        if _is_month(t[i - 1]) and i > self.floor:
            several = (t[i - 2].text in _DASHES or t[i - 2].low in ("to", "and")) and _is_month(t[i - 3])
            return _Draft(i - 3 if several else i - 1, i + 1, QuantityKind.DATE, t[i].value, unit="month")
        return self._period(i) or self._year(i)

    def _period(self, i: int) -> _Draft | None:
        t = self.t
        k = _after_range_mark(t, i + 1, i)
        if k is None or t[k].sort is not _Sort.NUMBER:
            return None
        low, high = t[i].value or 0.0, t[k].value or 0.0
        if len(t[k].text) == 2 and t[k].text.isdigit():  # 2010-14
            high += low // 100 * 100
        elif not _is_year(t[k]):
            return None
        if high <= low or _unit(t, k + 1) is not None:
            return None
        return _Draft(i, k + 1, QuantityKind.DATE, low=low, high=high, interval="range", unit="year")

    def _year(self, i: int) -> _Draft | None:
        t = self.t
        if t[i + 1].text == "/" and not _is_year(t[i + 2]):
            return None
        if (t[i + 1].low == "of" and t[i + 2].value is not None) or (t[i + 1].text == ":" and _touches(t, i + 1)):
            return None
        unit = _any_unit(t, i + 1, False)
        if unit is not None and not (unit.family in (_Family.NOUN, _Family.PEOPLE) and self._is_edition(i, unit.last)):
            return None
        return _Draft(i, i + 1, QuantityKind.DATE, t[i].value, unit="year")

    def _is_edition(self, i: int, last: int) -> bool:
        """Whether a year before something counted is a year: "the 2012 trials", "KDIGO 2024 excludes people"."""
        before = self.t[i - 1]
        return before.low in _BEFORE_YEARS or (before.text.isupper() and len(before.text) > 1) or last > i + 3

    def _count(self, i: int) -> _Draft | None:
        """ "1,459 of 2,003", "3 out of 52", "17/730", "1 in 13"."""
        t = self.t
        part = _number(t, i)
        if part is None or part[0] % 1 or part[0] < 0:
            return None
        j = self._of(part[1], part[0])
        whole = _number(t, j) if j else None
        if j is None or whole is None or whole[0] % 1 or whole[0] < part[0] or not whole[0]:
            return None
        if _unit(t, whole[1]) is not None or t[whole[1]].text == "/" or self._is_acuity(i):
            return None
        sign, first = _comparator_before(t, i, self.floor)
        draft = _Draft(first, whole[1], QuantityKind.COUNT, part[0], whole=whole[0], comparator=sign)
        limits = _span(t, j) if t[j - 1].low == "in" else None
        if limits is None or limits.high is None or limits.unit is not None:
            return draft
        return replace(_with_span(draft, limits.low, limits.high), whole=None, last=limits.last)  # 1 in 500 to 900

    def _of(self, k: int, part: float) -> int | None:
        """Where the N of "n of N" begins."""
        t = self.t
        if t[k].text == "/" and _touches(t, k) and _touches(t, k + 1) and t[k - 1].sort is _Sort.NUMBER:
            return k + 1 if t[k + 1].sort is _Sort.NUMBER and not _is_year(t[k + 1]) else None
        if t[k].low == "in":
            k += 1 + (t[k + 1].low == "every")
            return k if t[k].value is not None and part <= 20 and not _is_year(t[k]) else None
        if t[k].low == "out" and t[k + 1].low == "of":
            return k + 2
        if t[k].low != "of":
            return None
        articles = range(k + 1, k + 4)
        return next((n for n in articles if t[n].low not in _ARTICLES), None)

    def _is_acuity(self, i: int) -> bool:
        return any(self.t[k].low in ("acuity", "vision") for k in range(i - 4, i))

    def _often(self, i: int) -> _Draft | None:
        t = self.t
        if t[i].value is not None and not any(t[k].low == "times" for k in range(i + 1, i + 7)):
            return None
        found = _frequency(t, i)
        if found is None:
            return None
        sign, first = _comparator_before(t, i, self.floor)
        draft = _Draft(first, found.last, QuantityKind.FREQUENCY, comparator=sign, unit=found.unit)
        return _with_span(draft, found.low, found.high)

    def _amount(self, i: int) -> _Draft | None:
        """A number or range with whatever follows it: comparator, unit, interval, and for a dose its frequency."""
        t = self.t
        span = _span(t, i)
        if span is None:
            return None
        sign, first = _comparator_before(t, i, self.floor)
        draft = _Draft(first, span.last, comparator=span.comparator or sign, figures=t[i].sort is not _Sort.WORD)
        draft = self._with_comparator(_with_span(draft, span.low, span.high))
        unit = span.unit
        if unit is None:
            unit, draft = self._unit_behind(draft)
        if unit is None:
            return self._bare(draft, i)
        return self._measured(draft, unit, i)

    def _unit_behind(self, draft: _Draft) -> tuple[_Unit | None, _Draft]:
        """The unit after "or more" or after an interval: "10 or more years", "8.2 (IQR 4.1-12.6) years"."""
        unit = _any_unit(self.t, draft.last, draft.value == 1)
        if unit is not None and unit.hyphenated and draft.last > self.floor and self.t[draft.last - 1].low in _OR_MORE:
            unit = None
        if unit is not None:
            return unit, replace(draft, last=unit.last)
        found = self._interval(draft)
        if found is None:
            return None, draft
        unit = found.unit or _unit(self.t, found.last)
        draft = _with_interval(draft, found)
        if unit is not None and unit is not found.unit:
            draft = replace(draft, last=unit.last)
        return unit, draft

    def _with_comparator(self, draft: _Draft) -> _Draft:
        found = _comparator_after(self.t, draft.last)
        return replace(draft, comparator=found[0], last=found[1]) if found else draft

    def _bare(self, draft: _Draft, i: int) -> _Draft | None:
        t, k = self.t, draft.last
        if (t[k].low, t[k + 1].low) in (("age", "group"), ("age", "groups")):
            return replace(draft, kind=QuantityKind.AGE, unit="years", last=k + 2)
        if t[k - 1].low in _AGED or "older" in _lows(t, draft.first, i) or "younger" in _lows(t, draft.first, i):
            return replace(draft, kind=QuantityKind.AGE, unit="years")
        if draft.comparator and t[draft.first - 1].low in _PEOPLE and (draft.value or 999) <= 120:
            return replace(draft, kind=QuantityKind.AGE, unit="years")
        if t[draft.first - 1].low == "per":
            return None
        if self._has_share(draft) or t[k - 1].low in _SCALES:
            return replace(draft, kind=QuantityKind.COUNT, whole=self._whole_behind(k))
        return draft if draft.figures or self._is_in_list(draft) else None

    def _is_in_list(self, draft: _Draft) -> bool:
        """Whether a written number stands beside another: "two or three tablets", but not "in one, 5 %"."""
        t, k = self.t, draft.last
        if t[k].low in _SEPARATORS and t[k + 1].value is not None:
            return t[k].text != "," or t[k + 1].sort is _Sort.WORD
        return t[draft.first - 1].low in _SEPARATORS and t[draft.first - 2].value is not None

    def _has_share(self, draft: _Draft) -> bool:
        """Whether a percentage in brackets follows, so that this is the number of those: "144 (7.19 %)"."""
        t, k = self.t, draft.last
        share = _number(t, k + 1) if t[k].text == "(" else None
        if share is None or draft.value is None or draft.value % 1 or draft.interval or _interval_label(t, k + 1):
            return False
        unit = _unit(t, share[1])
        return unit is not None and unit.text == "%" and t[unit.last].low in (")", ",", ";", "of")

    def _whole_behind(self, k: int) -> float | None:
        """The N of "87 (2.2 %) of 3961"."""
        t = self.t
        close = next((n for n in range(k, k + 6) if t[n].text == ")"), None)
        if close is None or t[close + 1].low != "of":
            return None
        number = _number(t, close + 2 + (t[close + 2].low in ("the", "all")))
        return number[0] if number and number[0] % 1 == 0 else None

    def _measured(self, draft: _Draft, unit: _Unit, i: int) -> _Draft | None:
        draft = replace(draft, kind=_KIND_OF[unit.family], unit=unit.text)
        if unit.family in (_Family.PEOPLE, _Family.NOUN):
            return self._counted(draft)
        if unit.family is _Family.TIME:
            draft = self._timed(draft, unit)
            if draft.marks is not None:
                return draft
        elif unit.family in (_Family.MASS, _Family.DOSED, _Family.FORM):
            draft = self._dosed(draft)
        elif unit.text == "points":
            if unit.hyphenated:  # a five-point scale
                return None
            draft = replace(draft, kind=QuantityKind.SCORE)
        draft = self._with_comparator(draft)
        if self.t[draft.last - 1].low in _AGED or self._says_aged(draft, i):
            draft = replace(draft, kind=QuantityKind.AGE)
        if draft.interval is None and (found := self._interval(draft)):
            draft = _with_interval(draft, found)
        return self._without_course(draft, i)

    def _says_aged(self, draft: _Draft, i: int) -> bool:
        said = _lows(self.t, draft.first, i)
        return draft.kind is QuantityKind.DURATION and ("older" in said or "younger" in said)

    def _counted(self, draft: _Draft) -> _Draft | None:
        if draft.value == 1 and not draft.figures:  # "one study" is a study
            return None
        if self.t[draft.first - 1].low in _OVER_ALL or (self.t[draft.first].low == "over" and self._is_over_all(draft)):
            draft = self._without_over(draft)
        return replace(draft, kind=QuantityKind.COUNT) if self._has_share(draft) else draft

    def _is_over_all(self, draft: _Draft) -> bool:
        return draft.unit in ("studies", "trials") or self.t[draft.first - 1].low in _OVER_ALL

    def _without_over(self, draft: _Draft) -> _Draft:
        if self.t[draft.first].low != "over":
            return draft
        return replace(draft, first=draft.first + 1, comparator=None)

    def _without_course(self, draft: _Draft, i: int) -> _Draft:
        """ "Over 5 minutes" says how long it took, but "lasting over 5 minutes" that it was longer."""
        timed = draft.kind is QuantityKind.DURATION or (draft.unit or "").endswith(("-years", "-months"))
        if timed and draft.comparator == ">" and _lows(self.t, draft.first, i) == {"over"}:
            before = self.t[draft.first - 1]
            listed = before.text == "," and self.drafts and self.drafts[-1].kind is QuantityKind.DURATION
            if before.low not in _OVER_IS_MORE and not listed:
                return self._without_over(draft)
        return draft

    def _timed(self, draft: _Draft, unit: _Unit) -> _Draft:
        t, k = self.t, draft.last
        dash = t[k].text in _DASHES
        if t[k + dash].low == "old":
            return replace(draft, kind=QuantityKind.AGE, last=k + dash + 1)
        if (t[k].low, t[k + 1].low) == ("of", "age"):
            return replace(draft, kind=QuantityKind.AGE, last=k + 2)
        singular = not t[k - 1].low.endswith("s") and (draft.value != 1 or t[k].low in _OUTCOMES)
        if (unit.hyphenated or singular) and draft.value is not None and self._is_horizon(k):
            return replace(
                draft, marks=f"{draft.value:.15g}-{_SHORT_TIME.get(unit.text, unit.text)}".replace("-h", "-hour")
            )
        return draft

    def _is_horizon(self, k: int) -> bool:
        """Whether a time names a statistic: "five-year survival", "30-day mortality"."""
        for n in range(k, k + 6):
            if self.t[n].low in _OUTCOMES:
                return True
            if self.t[n].sort is not _Sort.WORD and self.t[n].text not in _DASHES:
                return False
            if self.t[n].low in _FUNCTION_WORDS:
                return False
        return False

    def _dosed(self, draft: _Draft) -> _Draft:
        t = self.t
        last, often = _dose_tail(t, draft.last)
        if last == draft.last and not (t[draft.first - 1].low == "of" and t[draft.first - 2].low in ("dose", "doses")):
            return draft
        return replace(draft, kind=QuantityKind.DOSE, last=last, frequency=often)

    # Intervals.

    def _interval(self, draft: _Draft) -> _Interval | None:
        """The interval of a quantity, directly behind it or, if it says what it is, a few words on."""
        t = self.t
        for gap in range(6):
            m = draft.last + gap
            found = _labelled_interval(t, m)
            if found is not None:
                return found if not gap or self._fits(draft, found) else None
            found = _bracketed_range(t, m) if gap < 3 else None
            if found is not None:
                return (
                    self._explained(found, draft) if self._fits(draft, found) and (not gap or self.confident) else None
                )
            if not (t[m].sort in (_Sort.WORD, _Sort.NAME) or t[m].text in _DASHES or (gap and t[m].text == ",")):
                return None
        return None

    def _fits(self, draft: _Draft, found: _Interval) -> bool:
        return draft.value is not None and found.kind != "sd" and found.holds(draft.value)

    def _explained(self, found: _Interval, draft: _Draft) -> _Interval:
        """What limits are that do not say it: what the words before say, "median (IQR)", or what others were."""
        words = self.t[draft.first - 6 : draft.first]
        said = {token.low for n, token in enumerate(words) if not any(later.is_boundary for later in words[n:])}
        kind = "confidence" if self.confident else "range"
        if not said.isdisjoint(("iqr", "interquartile")):
            kind = "iqr"
        return replace(found, kind=kind)

    # What a word announces.

    def _labelled(self, i: int) -> _Draft | None:
        for label in _LABELS[self.t[i].low]:
            if self._is_label(label, i):
                n = self._past_connectors(i + len(label.words))
                return self._with_label(label, i, n) if n is not None else None
        return None

    def _is_label(self, label: _Label, i: int) -> bool:
        tokens = self.t[i : i + len(label.words)]
        if label.short:
            return all(token.text == word for token, word in zip(tokens, label.words, strict=True))
        return all(token.low == word.lower() for token, word in zip(tokens, label.words, strict=True))

    def _past_connectors(self, k: int) -> int | None:
        """The number after a label, past what may stand between: "of", "was", "(HR)", "for death,", "below"."""
        t = self.t
        for _ in range(9):
            if t[k].value is not None or _is_signed(t, k):
                return k
            if t[k].text in _OPENERS and t[k + 2].text in _OPENERS.values() and t[k + 1].value is None:
                k += 3
            elif t[k].low in _CONNECTORS or t[k].text in _SIGNED or t[k].text in _OPENERS:
                k += 1
            elif length := _comparator_length(t, k):
                k += length
            elif t[k].low in ("for", "if") and t[k + 1].sort is _Sort.WORD:
                k += 2
                k += t[k].sort is _Sort.WORD and t[k].low not in _CONNECTORS
            else:
                return None
        return None

    def _with_label(self, label: _Label, i: int, n: int) -> _Draft | None:
        draft = self._numeric(n)
        if draft is None or draft.marks is not None:
            return None
        percent = draft.kind is QuantityKind.PERCENTAGE and label.statistic in ("Ki-67", "MIB-1", "I2")
        if draft.kind is not None and not percent:
            return None
        if label.kind is QuantityKind.OTHER_NUMBER and draft.interval != "confidence":
            return replace(draft, label=label) if draft.label is None else draft
        if label.kind is QuantityKind.RATIO:
            draft = self._with_plain_limits(draft)
            if label.short and draft.interval is None and (draft.value or 0) >= 10:  # a heart rate
                return None
        kind = label.kind if percent or label.kind is not QuantityKind.PERCENTAGE else QuantityKind.OTHER_NUMBER
        if draft.interval == "range" and draft.value is not None and kind is QuantityKind.RATIO:
            draft = replace(draft, interval="confidence")
        return replace(draft, first=i, kind=kind, statistic=label.statistic)

    def _with_plain_limits(self, draft: _Draft) -> _Draft:
        """ "HR 0.45, 0.34-0.60"."""
        t, k = self.t, draft.last
        if draft.interval is not None or t[k].text != "," or t[k + 2].text not in _DASHES:
            return draft
        found = _limits(t, k + 1, "confidence")
        return _with_interval(draft, found) if found and self._fits(draft, found) else draft

    def _scored(self, i: int) -> _Draft | None:
        """ "Alvarado score of 7 or more"."""
        n = self._past_connectors(i + 1)
        draft = self._numeric(n) if n is not None else None
        if draft is None or draft.kind is not None:
            return None
        name = self.t[i - 1]
        named = i > self.floor and (name.sort is _Sort.NAME or (name.sort is _Sort.WORD and name.text[0].isupper()))
        first, statistic = (i - 1, name.text) if named else (i, "score")
        return replace(draft, first=first, kind=QuantityKind.SCORE, statistic=statistic)

    def _aged(self, i: int) -> _Draft | None:
        n = self._past_connectors(i + 1)
        draft = self._numeric(n) if n is not None else None
        if (
            draft is None
            or draft.kind not in (None, QuantityKind.DURATION, QuantityKind.AGE)
            or draft.marks is not None
        ):
            return None
        draft = replace(draft, first=i, kind=QuantityKind.AGE, unit=draft.unit or "years")
        sign, first = _comparator_before(self.t, i - (self.t[i - 1].low == "the"), self.floor)
        return replace(draft, first=first, comparator=sign) if sign and not draft.comparator else draft

    def _p_value(self, i: int) -> _Draft | None:
        t = self.t
        k = i + 1 + (t[i + 1].text in _DASHES)
        k += t[k].low in ("value", "values")
        if t[k].low == "for":
            k += 2
            k += t[k].sort is _Sort.WORD
        sign = None
        for _ in range(2):
            if t[k].text in _SIGNED or t[k].low in ("=", "of", "was", "is"):
                sign, k = _SIGNED.get(t[k].text, sign), k + 1
        if t[k].sort is not _Sort.NUMBER or not 0 <= (t[k].value or 0) <= 1 or _unit(t, k + 1) is not None:
            return None
        return _Draft(i, k + 1, QuantityKind.P_VALUE, t[k].value, comparator=sign)

    def _sample(self, i: int) -> _Draft | None:
        number = _number(self.t, i + 2) if self.t[i + 1].text == "=" else None
        return _Draft(i, number[1], QuantityKind.SAMPLE_SIZE, number[0]) if number else None

    def _correlation(self, i: int) -> _Draft | None:
        number = _number(self.t, i + 2) if self.t[i + 1].text == "=" else None
        if number is None or abs(number[0]) > 1:
            return None
        return _Draft(i, number[1], QuantityKind.OTHER_NUMBER, number[0], statistic="r")

    def _time_point(self, i: int) -> _Draft | None:
        """ "Day 4", "by days 2-5", "about weeks 7-12"."""
        t = self.t
        base = _base(t[i].low)
        span = (
            _span(t, i + 1)
            if t[i + 1].value is not None and t[i - 1].low not in ("a", "per", "each", "every")
            else None
        )
        if span is None or base is None or span.unit is not None or _any_unit(t, span.last, span.low == 1) is not None:
            return None
        if (
            _is_year(t[i + 1])
            or t[i + 1].sort is _Sort.WORD
            or t[span.last].text in ("/", ":")
            or self._is_part(span.last)
        ):
            return None
        sign, first = _comparator_before(t, i, self.floor)
        draft = _Draft(first, span.last, QuantityKind.DURATION, comparator=sign, unit=base.text, label=_TIME_POINT)
        return self._with_comparator(_with_span(draft, span.low, span.high))

    def _is_part(self, k: int) -> bool:
        return self.t[k].low in ("of", "out", "in") and self.t[k + 1].value is not None


_TIME_POINT = _Label((), QuantityKind.DURATION, "")
_ANNOUNCED: dict[str, Callable[[_Reader, int], _Draft | None]] = {
    "p": _Reader._p_value,
    "n": _Reader._sample,
    "r": _Reader._correlation,
    "every": _Reader._often,
    **dict.fromkeys(_TIMES, _Reader._often),
    **dict.fromkeys(("score", "scores"), _Reader._scored),
    **dict.fromkeys(("age", "aged", "ages"), _Reader._aged),
    **dict.fromkeys(_words("day days week weeks month months year years hour hours"), _Reader._time_point),
}


def _lows(t: _Tokens, start: int, end: int) -> set[str]:
    return {token.low for token in t[start:end]}


def _comparator_length(t: _Tokens, k: int) -> int:
    return next((n for n in range(_LONGEST, 0, -1) if tuple(token.low for token in t[k : k + n]) in _COMPARATORS), 0)


def _year_of(token: _Token) -> float:
    return float(next(part for part in re.split(r"[-/]", token.text) if len(part) == 4))


def _with_span(draft: _Draft, low: float, high: float | None) -> _Draft:
    return replace(draft, value=low) if high is None else replace(draft, low=low, high=high, interval="range")


def _with_interval(draft: _Draft, found: _Interval) -> _Draft:
    low, high = found.low, found.high
    if found.deviation is not None and draft.value is not None:
        low, high = round(draft.value - found.deviation, 9), round(draft.value + found.deviation, 9)
    return replace(draft, low=low, high=high, interval=found.kind, last=found.last)


# --- Ellipsis --------------------------------------------------------------------------------------------------------

_LENDERS = frozenset(
    (
        QuantityKind.PERCENTAGE,
        QuantityKind.MEASUREMENT,
        QuantityKind.DURATION,
        QuantityKind.DOSE,
        QuantityKind.SAMPLE_SIZE,
        QuantityKind.COUNT,
        QuantityKind.RATE,
    )
)


def _resolved(t: _Tokens, drafts: list[_Draft]) -> list[_Draft]:
    """Give numbers without a unit the unit of a neighbour, first of the one behind, then of the one before."""
    for n in range(len(drafts) - 2, -1, -1):
        if drafts[n].kind is None and drafts[n].marks is None:
            drafts[n] = _from_behind(t, drafts, n)
    for n, draft in enumerate(drafts):
        if draft.kind is None and draft.marks is None:
            drafts[n] = _last_resort(t, _from_before(t, draft, drafts[n - 1]) if n else draft)
        elif n and drafts[n - 1].borrowed:
            drafts[n] = _with_shared_comparator(t, draft, drafts[n - 1])
    return [draft for draft in drafts if draft.kind is not None or draft.marks]


def _borrow(draft: _Draft, lender: _Draft) -> _Draft:
    return replace(
        draft,
        kind=lender.kind,
        unit=lender.unit,
        statistic=lender.statistic,
        frequency=lender.frequency,
        borrowed=True,
    )


def _gap(t: _Tokens, start: int, end: int) -> list[_Token] | None:
    """The tokens between two quantities, if they are few and within one clause."""
    between = [token for token in t[start:end] if token.text != "."]
    if end - start > 12 or any(token.is_boundary or token.text in "()[]" for token in between):
        return None
    return between


def _is_tight(between: Sequence[_Token]) -> bool:
    """Only "," or "and" or "v" or ", and" between."""
    lows = [token.low for token in between]
    if len(lows) == 2:
        return lows[0] == "," and lows[1] in ("and", "or")
    return len(lows) == 1 and lows[0] in _SEPARATORS - {";"}


def _from_behind(t: _Tokens, drafts: Sequence[_Draft], n: int) -> _Draft:
    """ "11.0 v 4.6 months", "1, 5, 10 and 20 years", "mild 5.5-5.9, moderate 6.0-6.4 mmol/L"."""
    draft, lender = drafts[n], drafts[n + 1]
    if _are_bracketed(t, draft, lender) and lender.kind in _LENDERS:
        return _borrow(draft, lender)
    between = _gap(t, draft.last, lender.first)
    if between is None or lender.kind not in _LENDERS or lender.unit is None or lender.label is _TIME_POINT:
        return draft
    if lender.kind is not QuantityKind.DURATION and (later := _later_time(t, drafts, n)):
        return _borrow(draft, later)
    if _is_tight(between):
        listed = between[0].low == "," and len(between) == 1
        return _borrow(draft, lender) if not listed or lender.borrowed or draft.is_precise else draft
    return _borrow(draft, lender) if draft.figures and _is_loose(draft, between) else draft


def _later_time(t: _Tokens, drafts: Sequence[_Draft], n: int) -> _Draft | None:
    """The time two quantities on: "80 % at 5 and 59 % at 10 years"."""
    later = drafts[n + 2] if n + 2 < len(drafts) else None
    if later is None or later.kind is not QuantityKind.DURATION:
        return None
    near = _gap(t, drafts[n + 1].last, later.first) is not None
    return later if near and t[drafts[n].first - 1].low == "at" == t[later.first - 1].low else None


def _are_bracketed(t: _Tokens, one: _Draft, other: _Draft) -> bool:
    """ "Off treatment (5.54), on one drug (5.50) and on both (5.42 mmol/L)": decimals, each alone in its brackets."""
    alone = all(
        t[draft.last].text == ")" and "(" in (t[draft.first - 1].text, t[draft.first].text) for draft in (one, other)
    )
    decimal = all(draft.value is not None and draft.value % 1 != 0 for draft in (one, other))
    near = other.first - one.last <= 12 and not any(token.is_boundary for token in t[one.last : other.first])
    return alone and decimal and near


def _is_loose(draft: _Draft, between: Sequence[_Token]) -> bool:
    """A few words and one separator between: "12.6 after stopping and 13.3 mL/min"."""
    lows = [token.low for token in between]
    separators = [low for low in lows if low in _SEPARATORS - {";"}]
    words = sum(token.sort in (_Sort.WORD, _Sort.NAME) for token in between)
    if len(separators) != 1 or words > 5 or any(low in _VERBS for low in lows):
        return False
    if draft.label is not None and draft.interval is None and (draft.value or 0) % 1 == 0:  # "BMI over 40 or 120 kg"
        return False
    return draft.is_precise or separators[0] in _VERSUS


def _from_before(t: _Tokens, draft: _Draft, lender: _Draft) -> _Draft:
    """ "22.7 months v 14.4", "3.6 years for pancreas, 5.5 for lung", "Centor scores 0, 1 and 2"."""
    if lender.kind in _LENDERS | {QuantityKind.SCORE} and _are_bracketed(t, lender, draft):
        return _borrow(draft, lender)
    between = _gap(t, lender.last, draft.first)
    if between is None or lender.kind is None or lender.kind in (QuantityKind.DATE, QuantityKind.P_VALUE):
        return draft
    lows = [token.low for token in between]
    if (lender.unit is None and lender.statistic is None) or not any(low in _SEPARATORS for low in lows):
        return draft
    if (
        _is_contrasted(draft, lows)
        or _is_parallel(t, draft, lender)
        or _is_next_grade(draft, lender)
        or _is_listed(draft, lender, between)
    ):
        return _borrow(draft, lender)
    return draft


def _is_contrasted(draft: _Draft, lows: Sequence[str]) -> bool:
    if any(low in _VERBS for low in lows) or len(lows) > 7:
        return False
    return any(low in _VERSUS for low in lows) or (draft.interval not in (None, "range") and len(lows) <= 5)


def _is_parallel(t: _Tokens, draft: _Draft, lender: _Draft) -> bool:
    return t[lender.last].low in _PARALLEL and t[lender.last].low == t[draft.last].low


def _is_next_grade(draft: _Draft, lender: _Draft) -> bool:
    """ "20-50 x10^3/uL may bruise, and under 10 may bleed"."""
    graded = lender.comparator not in (None, "about") or lender.interval == "range"
    compared = draft.comparator not in (None, "about") or draft.interval == "range"
    return graded and compared and lender.kind in _LENDERS


def _is_listed(draft: _Draft, lender: _Draft, between: Sequence[_Token]) -> bool:
    if lender.kind not in (QuantityKind.SCORE, QuantityKind.RATIO) and lender.label is not _TIME_POINT:
        return False
    if not _is_tight(between) or between[-1].low not in ("and", "or", ",", "/"):
        return False
    if lender.label is _TIME_POINT:
        return (draft.value or 0.5) % 1 == 0
    return lender.kind is not QuantityKind.RATIO or draft.is_precise


def _with_shared_comparator(t: _Tokens, draft: _Draft, before: _Draft) -> _Draft:
    """ "Below 110, 105 and 110 g/L": all three."""
    between = _gap(t, before.last, draft.first)
    if not before.borrowed or draft.comparator or not before.comparator or not between or not _is_tight(between):
        return draft
    listed = between[0].low in (",", "and", "or") and before.comparator != "about" and before.unit == draft.unit
    return replace(draft, comparator=before.comparator) if listed else draft


def _last_resort(t: _Tokens, draft: _Draft) -> _Draft:
    """A number that no neighbour explains: what its label or its interval says, or no quantity."""
    if draft.kind is not None:
        return draft
    if draft.label is not None:
        first = next(k for k in range(draft.first, -1, -1) if t[k].low == draft.label.words[0].lower() or not k)
        return replace(draft, first=first, kind=draft.label.kind, statistic=draft.label.statistic)
    return replace(draft, kind=QuantityKind.OTHER_NUMBER) if draft.interval in ("confidence", "iqr", "sd") else draft


# --- Statistics ------------------------------------------------------------------------------------------------------

_UNMEASURED = frozenset((QuantityKind.DATE, QuantityKind.P_VALUE, QuantityKind.FREQUENCY, QuantityKind.SAMPLE_SIZE))
_AT_HORIZON = frozenset((QuantityKind.PERCENTAGE, QuantityKind.MEASUREMENT, QuantityKind.RATE, QuantityKind.COUNT))


def _with_statistics(t: _Tokens, drafts: list[_Draft]) -> list[_Draft]:
    """Say of each quantity which statistic it is, where a word before it in its sentence does."""
    named: list[_Draft] = []
    statistics = _Statistics(t)
    for draft in drafts:
        statistics.advance(draft.first)
        if draft.marks is not None:
            if named and named[-1].last == draft.first and named[-1].statistic is None:
                named[-1] = replace(named[-1], statistic=draft.marks)  # "69-97 % five-year survival"
            elif draft.marks:
                statistics.horizon = [draft.marks, None]
        else:
            named.append(statistics.named(draft))
        statistics.place = max(statistics.place, draft.last)
    return named


class _Statistics:
    """The statistics in force: each binds the first quantity after it, and later ones of that kind."""

    def __init__(self, t: _Tokens) -> None:
        self.t = t
        self.place = 0
        self.location: list[str | QuantityKind | None] = [None, None]
        self.horizon: list[str | QuantityKind | None] = [None, None]

    def advance(self, place: int) -> None:
        for k in range(self.place, place):
            if _ends_sentence(self.t, k) or self.t[k].low in ("while", "whereas"):
                self.location, self.horizon = [None, None], [None, None]
            elif self.t[k].low in _LOCATIONS and self.t[k + 1].low not in _POOLED_THINGS:
                self.location = [_LOCATIONS[self.t[k].low], None]
        self.place = max(self.place, place)

    def named(self, draft: _Draft) -> _Draft:
        if draft.statistic is not None or draft.kind in _UNMEASURED:
            return draft
        kinds = (self.horizon, _AT_HORIZON), (self.location, None)
        for slot, allowed in kinds:
            if slot[0] is None or (allowed is not None and draft.kind not in allowed):
                continue
            if slot[0] == "pooled" and draft.kind is QuantityKind.COUNT:
                continue
            if slot[1] is None or slot[1] == draft.kind:
                slot[1] = draft.kind
                return replace(draft, statistic=str(slot[0]))
        return draft


def _ends_sentence(t: _Tokens, k: int) -> bool:
    if t[k].is_boundary or t[k].text == ";":
        return True
    return t[k].text in (".", "!", "?") and not _touches(t, k + 1) and t[k + 1].text[:1].isupper()


def _quantity(text: str, t: _Tokens, draft: _Draft, kind: QuantityKind) -> Quantity:
    start, end = t[draft.first].start, t[draft.last - 1].end
    return Quantity(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        value=draft.value,
        low=draft.low,
        high=draft.high,
        interval_kind=draft.interval,
        comparator=draft.comparator,
        unit=draft.unit,
        whole=draft.whole,
        statistic=draft.statistic,
        frequency=draft.frequency,
    )
