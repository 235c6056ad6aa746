"""Which country a question asks about, and whose practice an answer rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files

import pytest

from curbside import Curbside
from curbside.answer import answer
from curbside.answer.jurisdiction import countries_named, country_asked, country_called, nearness, only_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("How is acne treated in the UK?", "UK"),
        ("US guidelines on screening for breast cancer", "US"),
        ("when is screening due in canada", "CA"),
        ("Is this safe for us to give?", None),
        ("Can turkey cause gout?", None),
    ],
)
def test_a_country_is_read_and_a_word_like_it_is_not(text: str, code: str | None) -> None:
    found = country_asked(text)
    assert (found[0].code if found else None) in ({code, "GB"} if code == "UK" else {code})


# Letters that a pattern in any case takes for i and s: those of a Turkish keyboard, and the long s.
TAKEN_FOR = [("i", "ı"), ("i", "İ"), ("I", "ı"), ("I", "İ"), ("s", "ſ"), ("S", "ſ")]


@pytest.mark.parametrize("name", ["İndia", "ındia", "İNDİA", "INDIA"])
def test_a_country_is_read_on_a_turkish_keyboard(name: str) -> None:
    found = country_asked(f"How is TB treated in {name}?")
    assert found is not None
    assert found[0].code == "IN"
    assert country_called(name) == found[0]


@pytest.mark.parametrize(("plain", "other"), TAKEN_FOR)
def test_no_word_for_a_country_is_another_in_letters_taken_for_its_own(plain: str, other: str) -> None:
    data = tomllib.loads(files("curbside.answer").joinpath("countries.toml").read_text("utf-8"))
    words = {
        one for entry in data.values() for sort in ("names", "adjectives", "places") for one in entry.get(sort, ())
    }
    for word in (one for one in words if plain in one):
        asked = "Is it done in {0}, under {0} rules, or by {0} guidance, and what is done in the {0}?"
        assert countries_named(asked.format(word.replace(plain, other))) <= countries_named(asked.format(word))


# What is meant, and what is only called after a country, a language, or where somebody has been.
COUNTRIES = [
    ("How is acne treated in the UK?", "GB"),
    ("in the uk, how is acne treated", "GB"),
    ("uk guidance on potassium", "GB"),
    ("British guidance on potassium", "GB"),
    ("british advice on strep throat", "GB"),
    ("What would an NHS GP do?", "GB"),
    ("seen in A&E with a rash", "GB"),
    ("I'm a GP in Glasgow: TSH 7?", "GB"),
    ("a hospital in London", "GB"),
    ("Scottish guideline on anaemia", "GB"),
    ("Welsh practice", "GB"),
    ("what is done in England for impetigo", "GB"),
    ("I work in Northern Ireland, which antibiotic?", "GB"),
    ("in the us, which antibiotic?", "US"),
    ("in the USA", "US"),
    ("In the U.S., which antibiotic?", "US"),
    ("US guidelines on anaemia", "US"),
    ("americans with strep throat", "US"),
    ("american guidelines on strep throat", "US"),
    ("Does Medicare cover this?", "US"),
    ("in Texas, is doxycycline given?", "US"),
    ("In Boston, MA: which drops?", "US"),
    ("what do Canadian doctors do", "CA"),
    ("in Toronto", "CA"),
    ("Practising in Ontario, Canada: dose?", "CA"),
    ("canadian recommendations", "CA"),
    ("how do Australians treat impetigo?", "AU"),
    ("in Queensland", "AU"),
    ("Germany: first-line?", "DE"),
    ("german guideline on hypothyroidism", "DE"),
    ("How is it done in Europe?", "EU"),
    ("EU label of Mounjaro", "EU"),
    ("in the eu", "EU"),
    ("Nordic guidelines for NET", "NORDIC"),
    ("in Scandinavia", "NORDIC"),
    ("Japanese table on potassium", "JP"),
    ("in Dutch practice", "NL"),
    ("in Holland", "NL"),
    ("How do French guidelines treat ecthyma?", "FR"),
    ("New Zealand guidance", "NZ"),
    ("in the States, is it licensed?", "US"),
    ("Under Irish rules", "IE"),
    ("For a Swedish patient, which test?", "SE"),
    ("in south korea", "KR"),
    ("According to Polish recommendations", "PL"),
    ("Is this safe for us to give?", None),
    ("tell us about TSH", None),
    ("Can turkey cause gout?", None),
    ("German measles in pregnancy", None),
    ("Spanish flu deaths", None),
    ("Japanese encephalitis vaccine", None),
    ("Rocky Mountain spotted fever", None),
    ("Explain it in English", None),
    ("in plain English, what is TSH?", None),
    ("a 14 French catheter", None),
    ("French 14 catheter", None),
    ("returned from India with fever", None),
    ("a traveller back from Kenya with rash", None),
    ("trip to Brazil, now a rash", None),
    ("a man of Chinese descent", None),
    ("an African American woman with anaemia", None),
    ("she was born in Poland", None),
    ("Norwegian scabies treatment", None),
    ("Hong Kong flu", None),
    ("Brazilian purpuric fever", None),
    ("immigrated from Mexico", None),
    ("polish your nails", None),
    ("a china plate", None),
    ("Argentine hemorrhagic fever", None),
    ("What does us mean?", None),
    ("Canadian C-spine rule", None),
    ("Crimean-Congo fever", None),
    ("Chinese restaurant syndrome", None),
    ("a reading of 40 in us", None),
    ("can it spread to us?", None),
    ("in may", None),
    ("Boston criteria", None),
    ("Paris system", None),
    ("Milan criteria", None),
    ("the Rome criteria", None),
    ("Lyme disease", None),
    ("the Bristol stool chart", None),
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_a_country_goes_by_many_names_and_much_is_called_after_one(text: str, code: str | None) -> None:
    found = country_asked(text)
    assert (found[0].code if found else None) == code


def test_who_asks_and_from_where_is_no_part_of_what_is_asked() -> None:
    text = "I am a GP in Wales. Levothyroxine for a TSH of 7?"
    found = country_asked(text)
    assert found is not None
    assert text[slice(*found[1])] == "I am a GP in Wales"


def test_what_is_asked_stays_where_a_country_is_named() -> None:
    text = "Should we treat subclinical hypothyroidism in the UK?"
    found = country_asked(text)
    assert found is not None
    assert text[slice(*found[1])] == "in the UK"


def test_the_sources_of_a_region_are_near_each_of_its_countries() -> None:
    assert nearness("EU", "EU") > nearness("SE", "EU") > nearness("US", "EU") == 0.0
    assert nearness("EU", "SE") > nearness("US", "SE")
    assert nearness("FI", "NORDIC") > nearness("DE", "NORDIC")
    assert nearness("UK", "GB") == 1.0
    assert nearness(None, "SE") == nearness("SE", None) == 0.0


def test_sources_of_one_country_are_nobody_elses_practice() -> None:
    assert only_country(["US", "US"]) is not None
    assert only_country(["US", "CA"]) is None
    assert only_country(["INT"]) is None
    assert only_country(["US", None]) is None


def test_an_answer_from_elsewhere_says_so(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = "# Advice\n\n## Treatment\n\nZorvalitis is treated first-line with brentamab."
    curbside = make_library(source_text(body, title="Zorvalitis", kind="guideline", jurisdiction="US"))
    here = curbside.ask("How is zorvalitis treated?")
    assert any("United States" in notice for notice in here.notices)
    there = curbside.ask("How is zorvalitis treated in Canada?")
    assert there.is_answered
    assert any("Canada" in notice for notice in there.notices)


def test_a_source_of_the_country_asked_about_answers_first(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    def source(drug: str, country: str) -> str:
        body = f"# Advice\n\n## Treatment\n\nZorvalitis is treated first-line with {drug}."
        return source_text(body, title=f"Zorvalitis in {country}", kind="guideline", jurisdiction=country)

    curbside = make_library(source("brentamab", "US"), source("colvestat", "GB"), source("dorlimine", "EU"))
    for place, drug in (
        ("in the US", "brentamab"),
        ("on the NHS", "colvestat"),
        ("in Europe", "dorlimine"),
        ("in Germany", "dorlimine"),
    ):
        found = curbside.ask(f"How is zorvalitis treated {place}?")
        assert drug in found.summary[0].text, place


@pytest.mark.parametrize("code", ["GB", "UK"])
def test_a_country_set_by_either_of_its_codes_is_preferred(code: str, starter_library: Curbside) -> None:
    asked = answer("When are ACE inhibitors stopped because of potassium?", starter_library.library(), country=code)
    first = asked.summary[0].citations[0]
    assert next(one for one in asked.references if one.number == first).jurisdiction == "GB"


def test_what_is_counted_in_the_country_asked_about_may_begin_the_answer(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    """A review of no one country may tell how many in the US; a US label that says something else does not."""
    assert countries_named("About 2 million people in the USA have zorvalitis, tell us.") == {"US"}
    counted = "# Numbers\n\n## Frequency\n\nAbout 2 million people in the USA have zorvalitis."
    label = "# Label\n\n## Frequency\n\nRelapses of zorvalitis were common with placebo."
    curbside = make_library(
        source_text(counted, title="Zorvalitis: a review", kind="systematic_review", jurisdiction="INT"),
        source_text(label, title="Brentamab in zorvalitis", kind="drug_label", jurisdiction="US"),
    )
    answer = curbside.ask("How many people in the USA have zorvalitis?")
    assert "2 million" in answer.summary[0].text
