"""How a statement comes to be in an answer: by its own words, by what it stands under, or beside what answers."""

from __future__ import annotations

from enum import IntEnum

from curbside.answer.aspects import aspect_of_heading, aspect_of_title, broken_down_by, is_question, says
from curbside.evidence.kinds import Aspect
from curbside.index.library import Hit

# Doses, harms, follow-up and survival are told where treatment is, treatment where an emergency is, figures wherever
# what they count is.
_STANDS_UNDER = {
    Aspect.DOSE: (Aspect.TREATMENT, Aspect.SAFETY),
    Aspect.SAFETY: (Aspect.TREATMENT, Aspect.DOSE, Aspect.SYMPTOMS),
    Aspect.MONITORING: (Aspect.TREATMENT,),
    Aspect.TREATMENT: (Aspect.REFERRAL,),
    Aspect.PROGNOSIS: (Aspect.TREATMENT, Aspect.STAGING),
    Aspect.FREQUENCY: (
        Aspect.SAFETY,
        Aspect.SYMPTOMS,
        Aspect.SPREAD,
        Aspect.CAUSE,
        Aspect.INHERITANCE,
        Aspect.PROGNOSIS,
        Aspect.DIAGNOSIS,
    ),
    Aspect.CAUSE: (Aspect.DIAGNOSIS, Aspect.SAFETY, Aspect.SYMPTOMS, Aspect.MONITORING, Aspect.INHERITANCE),
    Aspect.INHERITANCE: (Aspect.CAUSE, Aspect.PREVENTION),
    Aspect.PREVENTION: (Aspect.CAUSE, Aspect.TREATMENT),
    Aspect.REFERRAL: (Aspect.SYMPTOMS, Aspect.SAFETY, Aspect.TREATMENT, Aspect.DIAGNOSIS),
}
# What narrows an answer no further than to its subject.
UNNARROWED = (Aspect.GENERAL, Aspect.DEFINITION)
# As things take their course: what is told of something later follows from the answer, what is told of something
# earlier does not.
_COURSE = (
    Aspect.DEFINITION,
    Aspect.FREQUENCY,
    Aspect.INHERITANCE,
    Aspect.CAUSE,
    Aspect.SYMPTOMS,
    Aspect.DIAGNOSIS,
    Aspect.STAGING,
    Aspect.SPREAD,
    Aspect.TREATMENT,
    Aspect.DOSE,
    Aspect.SAFETY,
    Aspect.MONITORING,
    Aspect.PROGNOSIS,
    Aspect.PREVENTION,
    Aspect.REFERRAL,
)


class Fit(IntEnum):
    """How a statement comes to be in an answer; higher is shown first."""

    WIDER = 0  # about a part of a patient's case, and only beside what is about all of it
    CONTEXT = 1  # what follows from the answer, in a source that is about the question
    TITLE = 2  # the source is about the aspect asked
    HEADING = 3  # its heading promises the aspect
    WORDS = 4  # its own words speak of the aspect
    BOTH = 5  # heading and words


def fit_of(aspect: Aspect, text: str, hit: Hit) -> Fit | None:
    """How a statement fits the aspect asked, None if it is about something else.

    A heading that promises another aspect makes its statements context at best, and only in a source whose
    title is about the aspect asked: there, what follows from the answer belongs to it. Some aspects stand under another
    (`_STANDS_UNDER`), and there a statement's own words decide.
    """
    heading = aspect_of_heading(hit.heading_path)
    title = aspect_of_title(hit.source.reference.title)
    if aspect in UNNARROWED:
        return Fit.BOTH if aspect in (heading, title) else Fit.WORDS
    spoken = says(text, aspect)
    asks = not hit.heading_path and is_question(hit.source.reference.title)
    if asks and title not in (None, *UNNARROWED):
        heading = title  # it promises what its source answers as a heading does
    if heading is aspect or (asks and title is aspect):
        return Fit.BOTH if spoken else Fit.HEADING
    if spoken and (heading is None or heading in _STANDS_UNDER.get(aspect, ())):
        return Fit.WORDS
    if aspect is Aspect.TREATMENT and broken_down_by(hit.heading_path) is aspect:
        return Fit.TITLE  # how long patients live by treatment is what the treatments do
    if heading is None:
        return Fit.TITLE if title is aspect else None
    return Fit.CONTEXT if title is aspect and _follows(heading, aspect) else None


def _follows(one: Aspect, asked: Aspect) -> bool:
    return asked is Aspect.SPREAD or _COURSE.index(one) > _COURSE.index(asked)
