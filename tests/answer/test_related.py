"""Questions to go on with read as a person would ask them of such a thing."""

from __future__ import annotations

import pytest

from curbside import Reader
from curbside.answer.related import Sort, asked_of, topics_of
from curbside.answer.understand import understand
from curbside.evidence.kinds import Aspect


def asked(aspect: Aspect, text: str) -> str | None:
    return asked_of(aspect, topics_of(understand(text, Reader.CLINICIAN, lambda term: 1.0)))


@pytest.mark.parametrize(
    ("aspect", "text", "again"),
    [
        (Aspect.DOSE, "Does colchicine help in gout?", "What is the dose of colchicine?"),
        (Aspect.SAFETY, "Does colchicine help in gout?", "What are the risks and contraindications of colchicine?"),
        (Aspect.TREATMENT, "Does colchicine help in gout?", "How is gout treated?"),
        (Aspect.SAFETY, "What causes gout?", "How safe is the treatment of gout?"),
        (Aspect.TREATMENT, "Psoriasis: how common?", "How is psoriasis treated?"),
        (Aspect.FREQUENCY, "Where does a lung NET spread?", "How common are lung NETs?"),
        (
            Aspect.PROGNOSIS,
            "How is carcinoid of the appendix treated?",
            "What is the prognosis of carcinoid of the appendix?",
        ),
        (Aspect.REFERRAL, "Sore throat: what helps?", "When should a person with a sore throat be referred?"),
        (Aspect.DIAGNOSIS, "When is a ferritin low?", "How accurate is ferritin?"),
    ],
)
def test_an_aspect_is_asked_of_what_it_belongs_to(aspect: Aspect, text: str, again: str) -> None:
    assert asked(aspect, text) == again


@pytest.mark.parametrize(
    ("aspect", "text"),
    [
        (Aspect.DOSE, "What causes gout?"),
        (Aspect.SYMPTOMS, "What is the dose of colchicine?"),
        (Aspect.SPREAD, "What causes gout?"),
        (Aspect.FREQUENCY, "Does colchicine help in gout?"),
        (Aspect.TREATMENT, "When is a ferritin low?"),
    ],
)
def test_what_is_not_asked_of_such_a_thing_is_not_offered(aspect: Aspect, text: str) -> None:
    assert asked(aspect, text) is None


def test_a_word_that_only_says_what_something_is_like_goes_by_its_noun() -> None:
    (topic, *_) = topics_of(understand("Is it purpuric?", Reader.CLINICIAN, lambda term: 1.0))
    assert (topic.sort, topic.name) == (Sort.ILLNESS, "purpura")
