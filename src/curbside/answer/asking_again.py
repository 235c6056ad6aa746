"""A question asked again with one part changed.

What is changed takes the place of what is like it: children that of adults, bone that of the liver, one medicine that
of another; what is like nothing in the question is added to it. All else stays as it was worded. Every function takes
the question before and gives the words of the next, without its mark.
"""

from __future__ import annotations

import re

from curbside.answer.lexicon import find_mentions, lexicon
from curbside.answer.phrases import (
    Kind,
    Phrase,
    Role,
    Word,
    core_of,
    is_listed,
    is_plural,
    listed_words,
    read,
    word_lists,
)
from curbside.answer.whole_question import (
    ADVERBIAL,
    METASTASES,
    TIMES,
    Part,
    WholeQuestion,
    agreeing,
    is_spread,
    is_tumor,
    kinds_asked,
    kinds_of_aspect,
    preposition_after,
    singular,
    with_own_article,
)
from curbside.evidence.kinds import Aspect
from curbside.evidence.terms import term
from curbside.evidence.text import Span, clean_line

_FOR = frozenset({"for", "against", "of"})
_SPELLED = ("one", "two", "three", "five", "seven", "ten", "fifteen", "twenty")
_NUMBERS = (*_SPELLED, *map(str, range(1, 31)))


# -- a part changed


def with_part(question: WholeQuestion, part: Part) -> str:
    """Ask it of another part: "in children", "to bone", "with ibuprofen"."""
    if any(word.lower in contrasts(part.bare) for word in question.reading.words):  # "in G1?"
        return with_quality(question, part.bare)
    if part.head.kind is Kind.PERSON:
        return _of_person(question, part)
    if part.head.kind is Kind.ORGAN:
        return _at_site(question, part.head, part.preposition)
    old = _part_like(question, part)
    if old is not None:
        joins = old.preposition if {old.preposition, part.preposition} <= _FOR else part.preposition
        return question.reworded(old.start, old.end, f"{joins} {_of_same_tumor(part.bare, old.head)}")
    held = next((one for one in question.parts if one.head.kind is Kind.PERSON and one.end == len(question.text)), None)
    if held is not None and len(held.phrases) > 1 and held.phrases[1].preposition == part.preposition:
        return question.extended(f"and {part.bare}")
    return question.extended(part.text)


def _part_like(question: WholeQuestion, part: Part) -> Part | None:
    """The part whose place another takes: of the same preposition, and not all that the question is about."""
    likely = [
        one
        for one in question.parts
        if any({one.preposition, part.preposition} <= group for group in ({part.preposition}, TIMES, _FOR))
        and one.head.kind is not Kind.PERSON
        and question.heads_without((one.start, one.end))
    ]
    same = [one for one in likely if one.head.kind is part.head.kind]
    if same or part.preposition not in ("with", "without", *TIMES):
        return same[-1] if same else None
    return likely[-1] if likely else None


def _of_person(question: WholeQuestion, part: Part) -> str:
    """Ask it of other people, or of people in another state."""
    preposition = part.preposition or "in"
    person = question.first(Kind.PERSON)
    if person is None:
        held = next(
            (one for one in question.parts if one.preposition == "in" and one.head.kind is Kind.CONDITION), None
        )
        if len(part.phrases) > 1 and held is not None and question.heads_without((held.start, held.end)):
            return question.reworded(held.start, held.end, f"{preposition} {part.bare}")
        return question.extended(f"{preposition} {part.bare}")
    holding = next((one for one in question.parts if person in one.phrases), None)
    if holding is not None and holding.head is person and _is_about_more_than(question, holding):
        return question.reworded(holding.start, holding.end, f"{preposition} {part.bare}")
    if _is_state(part.head) or len(part.phrases) > 1:
        return question.extended(f"{preposition} {part.bare}")
    return _swapped(question, person, part.head)


def _is_about_more_than(question: WholeQuestion, part: Part) -> bool:
    """Whether it is about something without a part; where people have a condition, about something known."""
    others = question.heads_without((part.start, part.end))
    if any(one.kind is Kind.CONDITION for one in part.phrases):
        others = [one for one in others if one.kind is not Kind.THING]
    return bool(others)


def _at_site(question: WholeQuestion, organ: Phrase, preposition: str) -> str:
    """Ask it of another organ: where a tumour starts, or where it goes to."""
    primary = preposition == "from" or (is_listed(organ.last, "sites", "primary") and preposition != "to")
    tumor = question.tumor
    involved = next((one for one in question.reading.phrases if one.kind is Kind.ORGAN and not one.preposition), None)
    if involved is not None and not preposition:  # "How often is the liver involved?"
        return _swapped(question, involved, organ)
    goal = _goal(question)
    if goal is not None and not (primary and tumor is not None):
        after_to = question.text[: goal[0]].lower().endswith("to ")
        return question.reworded(*goal, _with_article(organ) if after_to else organ.text)
    from_there = preposition in ("in", "of", "from") or not _spreads(question)
    starts_there = from_there and not is_listed(organ.last, "sites", "goal")
    if tumor is not None and (primary or starts_there):
        return _from_site(question, tumor, organ)
    if tumor is not None and _spreads(question):
        return _spreading_to(question, _with_article(organ), tumor)
    if tumor is not None:
        return question.extended(f"with {singular(organ.text)} metastases")
    held = next((one for one in question.parts if one.head.kind is Kind.ORGAN), None)
    if held is not None:
        return question.reworded(held.start, held.end, f"{held.preposition} {_with_article(organ)}")
    return question.extended(f"{preposition or 'in'} {_with_article(organ)}")


def _goal(question: WholeQuestion) -> Span | None:
    """Where it names what a tumour goes to: after "to", or before "metastases"."""
    for part in question.parts:
        if part.preposition in ("to", "into") and part.head.kind is Kind.ORGAN:
            return part.head.begins, part.head.end
    for one in question.reading.phrases:
        if term(one.last) == METASTASES and " " in one.text:
            return one.start, one.start + one.text.rindex(" ")
    return None


def _spreads(question: WholeQuestion) -> bool:
    return question.aspect is Aspect.SPREAD or "to" in [one.preposition for one in question.parts]


def _spreading_to(question: WholeQuestion, site: str, tumor: Phrase) -> str:
    verb = next((word for word in question.reading.words if word.role is Role.VERB and is_spread(word.text)), None)
    if verb is None or question.auxiliary is None:
        named = question.complemented(tumor)
        return f"{'Do' if is_plural(tumor.last) else 'Does'} {named} spread to {site}"
    if question.asking.lower() == "where":
        return f"{question.auxiliary.text} {question.rest} to {site}"
    return question.extended(f"to {site}")


def _from_site(question: WholeQuestion, tumor: Phrase, organ: Phrase) -> str:
    """The same of a tumour that starts elsewhere."""
    words = _without_site(tumor.text)
    held = next((p for p in question.parts if p.preposition == "of" and p.head.kind is Kind.ORGAN), None)
    end = held.end if held is not None and held.start == tumor.end + 1 else tumor.end
    of_kind = is_listed(organ.last, "sites", "adjectives")
    new = f"{organ.text} {words}" if of_kind else f"{words} of {_with_article(organ)}"
    return question.reworded(tumor.start, end, new)


# -- a thing changed


def with_thing(question: WholeQuestion, thing: Phrase) -> str:
    """Ask it of another thing: "besifloxacin", "bone", "children", "surgery"."""
    alike = next((one for one in question.reading.phrases if _shares_tail(one, thing)), None)
    if alike is not None and thing.text.lower() != alike.text.lower():
        return _swapped(question, alike, thing)
    if thing.kind is Kind.PERSON:
        return _of_person(question, Part("", (thing,), thing.begins, thing.end, with_own_article(thing)))
    if thing.kind is Kind.ORGAN:
        return _at_site(question, thing, "")
    old = _thing_like(question, thing)
    if old is not None:
        return _swapped(question, old, thing)
    return _added(question, thing)


def _thing_like(question: WholeQuestion, thing: Phrase) -> Phrase | None:
    """The phrase whose place another takes: the first of its kind, or the last where one thing makes another."""
    heads = question.reading.heads
    same = [one for one in heads if one.kind is thing.kind]
    if not same and thing.kind is Kind.CONDITION:
        same = [one for one in heads if one.kind is Kind.THING]
    if not same and thing.kind is Kind.THING:
        given = [one for one in heads if one.preposition == "with" and one.kind is Kind.MEDICINE]
        if thing.text.lower().endswith(tuple(listed_words("endings", "perhaps_medicine"))):
            given = given or [one for one in heads if one.kind is Kind.MEDICINE]
        same = given or [one for one in heads if len(heads) == 1 and one.kind is Kind.THING]
    if thing.kind is Kind.CONDITION:
        # "Can ACE inhibitors cause a cough?", "Could it be mono?": what stands at the end is asked for.
        named = [one for one in same if not one.preposition]
        return named[-1] if len(named) > 1 else next(iter(same), None)
    return next(iter(same), None)


def _added(question: WholeQuestion, thing: Phrase) -> str:
    """Ask it with a thing that nothing in it is like."""
    named = with_own_article(thing)
    about = question.first(Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE)
    if thing.kind is Kind.CONDITION and about is not None:
        return question.extended(f"{'with' if question.aspect is Aspect.SAFETY else 'for'} {named}")
    asks_means = question.aspect in (Aspect.TREATMENT, Aspect.DIAGNOSIS, Aspect.PREVENTION, Aspect.MONITORING)
    if thing.kind in (Kind.PROCEDURE, Kind.TEST) and not asks_means:
        topic = question.named((Kind.CONDITION, Kind.THING))
        if topic is not None:
            return f"What is the role of {named} in {topic.whole}"
    return question.extended(f"with {named}")


def _swapped(question: WholeQuestion, old: Phrase, new: Phrase) -> str:
    """Another thing in the place of one, with the article and the verb that go with it."""
    core = core_of(old)
    if core != (old.start, old.end) and core_of(new) == (new.start, new.end) and not _shares_tail(old, new):
        return question.reworded(*core, new.text)
    words = _of_same_tumor(new.text, old)
    start, end = old.start, old.end
    if is_tumor(old) and is_tumor(new):  # which has a site of its own
        end = question.complemented_span(old)[1]
    if old.article and (new.article or old.article in ("a", "an", "any", "some")):
        start = old.begins
        words = f"{new.article} {words}".strip()
    again = question.reworded(start, end, words)
    if question.auxiliary is not None and question.subject == old and old.is_plural != new.is_plural:
        verb = agreeing(question.auxiliary.text, plural=new.is_plural)
        return again[: question.auxiliary.start] + verb + again[question.auxiliary.end :]
    return again


def _of_same_tumor(words: str, old: Phrase) -> str:
    """Metastases are of something: those in the place of a tumour are its own."""
    if term(words.split()[-1]) == METASTASES and is_tumor(old):
        return f"{words} of {old.text}"
    return words


def with_quality(question: WholeQuestion, words: str) -> str:
    """Ask it of things of another quality: "viral", "high-grade"."""
    held = next((word for word in question.reading.words if word.lower in contrasts(words)), None)
    if held is not None:
        return _with_its_article(question, held, words)
    about = question.first(Kind.CONDITION) or next(iter(question.reading.heads), None)
    if about is None:
        return question.extended(f"if {words}")
    if about.article in ("a", "an"):
        return question.reworded(about.begins, about.start, f"{_indefinite(words)} {words} ")
    return question.reworded(about.start, about.start, f"{words} ")


def _with_its_article(question: WholeQuestion, word: Word, new: str) -> str:
    article = next(
        (one for one in question.reading.words if one.end + 1 == word.start and one.lower in ("a", "an")), None
    )
    if article is None:
        return question.reworded(word.start, word.end, new)
    return question.reworded(article.start, word.end, f"{_indefinite(new)} {new}")


def noun_of(question: WholeQuestion, quality: str) -> str:
    """What "one" is in "a low one": what it is about, without what excludes the quality."""
    about = next(iter(question.reading.heads), None)
    if about is None:
        return "one"
    return " ".join(word for word in about.text.split() if word.lower() not in contrasts(quality))


def with_comparison(question: WholeQuestion, words: str, compared: re.Pattern[str]) -> str:
    """Ask it of another size or age: "larger than 2 cm"; `compared` finds what it takes the place of."""
    held = compared.search(question.text)
    words = f"of {words}" if words[0].isdigit() else words
    if held is not None:
        return question.reworded(*held.span(), words)
    about = next(iter(question.reading.heads), None)
    if about is None:
        return question.extended(words)
    _, end = question.complemented_span(about)
    return question.reworded(end, end, f" {words}")


def with_number(question: WholeQuestion, phrase: Phrase) -> str | None:
    """Ask it of another number: "3" or "score 3" after "a score of 4"; None if it has none such."""
    name, _, number = f" {phrase.text}".rpartition(" ")
    if re.fullmatch(r"\d[\d.,]*", number) is None:
        return None
    named = next((w for w in reversed(question.reading.words) if name and term(w.text) == term(name.split()[-1])), None)
    if name.strip() and named is None:
        return None
    held = [word for word in question.reading.words if re.fullmatch(r"\d[\d.,]*", word.text)]
    if held:
        return question.reworded(held[-1].start, held[-1].end, number)
    return question.reworded(named.end, named.end, f" of {number}") if named is not None else None


def with_verb(question: WholeQuestion, verb: str) -> str:
    """Ask what else is done: "and treated?" after "How is it diagnosed?"."""
    verbs = [word for word in question.reading.words if word.role is Role.VERB]
    if question.is_adverbial and verbs and verbs[-1].lower.endswith("ed") and verb.endswith("ed"):
        return question.reworded(verbs[-1].start, verbs[-1].end, verb)
    topic = question.named((Kind.CONDITION,))
    return (
        f"How {topic.be} {topic.text} {verb} {topic.around}" if topic is not None else question.extended(f"and {verb}")
    )


# -- otherwise asked


def asked_with(question: WholeQuestion, words: str, how: str = "") -> str:
    """Ask it with other question words: "how often", "when", "which ones"; `how` are those without what follows."""
    asking = clean_line(words).lower()
    if (how.lower() or asking) in ("why", "why not", "how come", "how so"):
        return _why(question, negated=asking.startswith("why not"))
    if asking in ("which", "which one", "which ones", "what", "what ones"):
        return _which(question)
    if ADVERBIAL.fullmatch(how.lower() or asking):
        return _adverbial(question, asking)
    if asking.startswith("how "):
        return _how_much_so(question, asking)
    return _adverbial(question, f"in {asking}" if asking == "whom" else asking)


def _adverbial(question: WholeQuestion, asking: str) -> str:
    if question.auxiliary is not None and (question.is_closed or question.is_adverbial):
        return f"{asking} {_habitual(question, asking)} {question.rest}"
    if question.auxiliary is not None and question.noun and _begins_with_verb(question.rest):
        return f"{asking} {question.auxiliary.text} {question.noun} {question.rest}"
    return _adverbial_of_topic(question, asking)


def _habitual(question: WholeQuestion, asking: str) -> str:
    """How often something can happen is asked as how often it does."""
    assert question.auxiliary is not None
    if question.auxiliary.lower in ("can", "could", "may", "might") and asking.endswith(
        ("often", "frequently", "long")
    ):
        return "do" if question.subject is not None and question.subject.is_plural else "does"
    return question.auxiliary.lower


def _adverbial_of_topic(question: WholeQuestion, asking: str) -> str:
    makes = any(word.role is Role.VERB and is_listed(word.text, "words", "makes") for word in question.reading.words)
    if asking.endswith(("often", "long", "when", "soon")) and question.aspect in (Aspect.DOSE, Aspect.TREATMENT):
        topic = question.named((Kind.MEDICINE,), indication=True)
    else:
        of_medicine = question.first(Kind.MEDICINE) is not None and not makes
        topic = question.named((Kind.MEDICINE,) if of_medicine else (Kind.CONDITION,), indication=True)
    if topic is None:
        return question.extended(f": {asking}")
    means = topic.kind in (Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE)
    if means:
        used = "used" if topic.kind is Kind.MEDICINE else "done"
        return f"{asking} {topic.be} {topic.text} {used} {topic.around}"
    does = "last" if asking.endswith("long") else "occur"
    return f"{asking} {topic.do} {topic.text} {does} {topic.around}"


def _how_much_so(question: WholeQuestion, asking: str) -> str:
    """How common, dangerous or accurate it is."""
    said = asking.removeprefix("how ").split()[0]
    kinds = kinds_asked(said) or (Kind.CONDITION,)
    topic = question.named(kinds)
    return f"{asking} {topic.be} {topic.text} {topic.around}" if topic is not None else question.extended(f": {asking}")


def _which(question: WholeQuestion) -> str:
    subject = question.subject
    if subject is None or question.auxiliary is None:
        return question.text if question.noun else _which_of_topic(question)
    after = question.text[subject.end :].strip()
    if question.auxiliary.lower in ("do", "does", "did"):
        return f"Which {subject.text} {after}" if subject.is_plural else _which_of_topic(question)
    return f"Which {subject.text} {question.auxiliary.text} {after}"


def _which_of_topic(question: WholeQuestion) -> str:
    topic = question.named(())
    return f"Which {topic.whole}" if topic is not None else question.text


def _why(question: WholeQuestion, *, negated: bool) -> str:
    aux, subject = question.auxiliary, question.subject
    if aux is None:
        return _why_of_topic(question)
    if negated and subject is not None:
        return (
            f"Why {aux.lower} {question.text[aux.end : subject.end].strip()} not {question.text[subject.end :].strip()}"
        )
    if question.is_closed or question.is_adverbial:
        return f"Why {aux.lower} {question.rest}"
    if question.noun and _begins_with_verb(question.rest):
        return f"Why {aux.lower} {'those' if is_plural(question.noun) else 'that'} {question.noun} {question.rest}"
    if question.asking.lower().startswith("how "):
        return f"Why {aux.lower} {question.rest} {question.asking.split()[-1].lower()}"
    if aux.lower in ("is", "are") and subject is not None:
        about = "What causes" if subject.kind is Kind.CONDITION else "What is the reason for"
        return f"{about} {question.rest}"
    return _why_of_topic(question)


def _why_of_topic(question: WholeQuestion) -> str:
    topic = question.named((Kind.CONDITION,))
    if topic is None:
        return f"Why: {question.text}"
    if topic.kind is Kind.CONDITION:
        return f"Why {topic.do} {topic.text} occur {topic.around}"
    return f"What is the reason for {topic.whole}"


def with_aspect(question: WholeQuestion, noun: Phrase) -> str:
    """Ask something else of what it is about: "the prognosis", "side effects"."""
    kinds = kinds_of_aspect(noun)
    outcome = is_listed(noun.last, "words", "outcomes")
    topic = question.named(kinds, indication=is_listed(noun.last, "aspects", "medicine"), means=outcome)
    words = noun.text
    asked = (
        f"Are there any {words}" if noun.article == "any" else f"What {'are' if noun.is_plural else 'is'} the {words}"
    )
    if topic is None:
        return asked
    of_medicines = is_listed(noun.last, "aspects", "medicine") and topic.kind is Kind.CONDITION
    if of_medicines and question.aspect is Aspect.TREATMENT:
        of = "in" if is_listed(noun.last, "words", "doses") else "of"
        return f"{asked} {of} the treatment of {topic.whole}"
    preposition = "for" if of_medicines else preposition_after(noun.last)
    return f"{asked} {preposition} {topic.whole}"


# -- words


def contrasts(quality: str) -> frozenset[str]:
    """The words of which a quality takes the place, itself among them."""
    span = re.fullmatch(r"[\w-]+-(year|month|week|day)", quality.lower())
    if span is not None:
        return frozenset(f"{number}-{span[1]}" for number in _NUMBERS)
    sets = [frozenset(line.lower().split()) for line in word_lists()["contrasts"]["sets"]]
    return next((held for held in sets if quality.lower() in held), frozenset())


def _begins_with_verb(rest: str) -> bool:
    words = read(rest).words
    return bool(words) and (words[0].role in (Role.VERB, Role.SAID_OF) or words[0].lower in ("be", "been"))


def _is_state(one: Phrase) -> bool:
    return is_listed(one.last, "words", "states")


def _indefinite(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def _with_article(organ: Phrase) -> str:
    """An organ as one names it by itself: the liver, but bone."""
    if organ.article:
        return with_own_article(organ)
    bare = organ.is_plural or is_listed(organ.last, "sites", "without_article")
    return organ.text if bare or is_listed(organ.last, "sites", "adjectives") else f"the {organ.text}"


def _without_site(tumor: str) -> str:
    """The name of a tumour without where it starts."""
    mention = next((one for one in find_mentions(tumor) if one.end == len(tumor)), None)
    has_site = mention is not None and any(is_listed(word, "kinds", "organ") for word in mention.entry.name.split())
    if mention is not None and has_site and mention.entry.broader and " " not in tumor[mention.start :]:
        name = mention.entry.broader[0]
        plural = is_plural(tumor) and name in lexicon()
        return f"{tumor[: mention.start]}{name}{'s' if plural else ''}"
    words = tumor.split()
    sites = [n for n, word in enumerate(words[:-1]) if is_listed(word, "kinds", "organ")]
    dropped = {*sites, *(n - 1 for n in sites if n and words[n - 1].lower() in ("small", "large"))}
    return " ".join(word for n, word in enumerate(words) if n not in dropped)


def _shares_tail(one: Phrase, other: Phrase) -> bool:
    return " " in other.text and term(one.last) == term(other.last)
