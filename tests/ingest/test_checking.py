"""The rules of evidence: each is broken here once, and a source that keeps them all passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from curbside.errors import UnreadableInput
from curbside.ingest.checking import RULES, check_paths
from curbside.ingest.packs import starter_pack

RECORD: dict[str, Any] = {
    "id": "gout-2020",
    "kind": "cohort_study",
    "title": "Gout in primary care",
    "authors": ["Doe J"],
    "container": "Journal of Gout",
    "year": 2020,
    "doi": "10.1000/gout",
    "jurisdiction": "GB",
    "language": "en",
    "basis": "abstract",
    "seen_at": "abstract in PubMed",
    "topics": ["gout"],
}
BODY = """
## Frequency

- Of 200 adults with gout in British primary care in 2019, 50 (25 %) had a second attack within a year.
- In 200 British adults with gout, obesity raised the risk of another attack (HR 1.40, 95 % CI 1.10-1.80).
"""
TABLE = """
Table: Second attacks of gout within a year, denominator: 200 adults with gout; assembled from this source's own figures

| Age | Second attack |
|---|---|
| Gout, under 60 years | 20 % |
| Gout, 60 years or older | 30 % |
"""
PLAIN: dict[str, Any] = {
    "id": "gout-in-plain-words",
    "kind": "patient_information",
    "title": "Gout in plain words",
    "publisher": "A ward",
    "year": 2020,
    "jurisdiction": "GB",
    "language": "en",
    "audience": "patient",
    "basis": "excerpt",
    "seen_at": "plain rewording",
    "derived_from": ["gout-2020"],
    "topics": ["gout"],
}


def broken(folder: Path, *sources: tuple[dict[str, Any], str]) -> dict[str, str]:
    """The rules that sources break, each with its first message."""
    folder.mkdir(exist_ok=True)
    for record, body in sources:
        record = {key: value for key, value in record.items() if value is not None}
        front = yaml.safe_dump(record, allow_unicode=True)
        (folder / f"{record['id']}.md").write_text(f"---\n{front}---\n{body.strip()}\n", "utf-8")
    checked = check_paths([folder])
    assert not checked.skipped
    found: dict[str, str] = {}
    for _, finding in checked.findings:
        found.setdefault(finding.rule, str(finding))
    return found


def with_line(line: str) -> str:
    return f"{BODY}- {line}\n"


def test_a_source_that_keeps_the_rules_has_no_findings(tmp_path: Path) -> None:
    assert broken(tmp_path, (RECORD, BODY + TABLE)) == {}


def test_the_starter_pack_keeps_every_rule() -> None:
    checked = check_paths([starter_pack()])
    assert [f"{path.name}: {finding}" for path, finding in checked.findings] == []
    assert not checked.skipped


def test_every_rule_says_what_it_asks_for() -> None:
    assert all(rule.__doc__ and rule.__doc__.strip().split("\n")[0].endswith((".", ",")) for rule in RULES)


@pytest.mark.parametrize("missing", ["kind", "authors", "container", "year", "jurisdiction", "language"])
def test_a_record_lacks_something_a_citation_needs(tmp_path: Path, missing: str) -> None:
    assert "record_is_complete" in broken(tmp_path, ({**RECORD, missing: None}, BODY))


def test_a_body_may_stand_for_authors_and_journal_and_a_page_may_have_no_date(tmp_path: Path) -> None:
    page = {
        **RECORD,
        "authors": None,
        "container": None,
        "publisher": "NICE",
        "year": None,
        "accessed": "2026-11-22",
    }
    assert broken(tmp_path, (page, BODY)) == {}


def test_a_jurisdiction_is_a_country(tmp_path: Path) -> None:
    assert "Britain" in broken(tmp_path, ({**RECORD, "jurisdiction": "Britain"}, BODY))["record_is_complete"]


@pytest.mark.parametrize(
    "url",
    [
        "http://47.251.13.51:8081/31609098",
        "https://www.scribd.com/document/1",
        "https://discovery.researcher.life/article/x",
        "https://www2-cancernetwork-com.vercel.app/view/x",
        "https://www.droracle.ai/articles/1",
        "https://bestpractice-bmj-com.bibliotheek.ehb.be/topics/1",
        "https://mdedge-cache.qa01.mdedge.com/familymedicine/article/63420",
        "https://preview-www.nature.com/articles/s1",
    ],
)
def test_a_mirror_copy_shop_or_forum_is_no_address(tmp_path: Path, url: str) -> None:
    assert "source_can_be_looked_up" in broken(tmp_path, ({**RECORD, "url": url}, BODY))


@pytest.mark.parametrize(
    "url", ["https://www.nice.org.uk/guidance/ng145", "https://pmc.ncbi.nlm.nih.gov/articles/PMC1"]
)
def test_a_publishers_page_is_an_address(tmp_path: Path, url: str) -> None:
    assert broken(tmp_path, ({**RECORD, "doi": None, "url": url}, BODY)) == {}


def test_a_source_that_nothing_leads_to(tmp_path: Path) -> None:
    assert "source_can_be_looked_up" in broken(tmp_path, ({**RECORD, "doi": None}, BODY))


def test_an_address_that_leads_to_another_paper(tmp_path: Path) -> None:
    assert "source_can_be_looked_up" in broken(tmp_path, ({**RECORD, "url": "https://doi.org/10.1000/other"}, BODY))


@pytest.mark.parametrize(
    "about",
    [
        {"seen_at": None},
        {"basis": "secondary_page"},
        {"reported_by": "A news page"},
        {"seen_at": "journal recalled, abstract seen"},
    ],
)
def test_what_was_seen_is_not_said(tmp_path: Path, about: dict[str, Any]) -> None:
    assert "what_was_seen_is_said" in broken(tmp_path, ({**RECORD, **about}, BODY))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Gout is common in adults. It is painful for them.", "one_claim_a_sentence"),
        ("Gout is common in British adults over sixty", "one_claim_a_sentence"),
        ("Gout hurts.", "one_claim_a_sentence"),
        ("However, gout was rare in women before the menopause.", "stands_alone"),
        ("It was rare in women with gout before the menopause.", "stands_alone"),
        ("Gout recurred in 12 % of patients in that trial of colchicine.", "stands_alone"),
        ("Colchicine 0.5 mg by mouth twice daily is given to adults.", "names_its_subject"),
        (
            "Of 200 adults in primary care with gout in 2019, 50 (25 %) had a second attack in a year.",
            "nothing_is_said_twice",
        ),
        ("Gout came back in 12 % within a year of the first attack.", "figures_say_of_whom"),
        ("Of 200 adults with gout, 17 of 730 patients (1.9 %) had tophi in the ear.", "arithmetic_holds"),
        ("Of adults with gout, 17 (1.9 %) of 730 had tophi in the ear.", "arithmetic_holds"),
        ("In 200 adults with gout, diuretics raised the risk (HR 2.40, 95 % CI 1.10-1.80).", "arithmetic_holds"),
    ],
)
def test_a_statement_breaks_a_rule(tmp_path: Path, line: str, rule: str) -> None:
    assert rule in broken(tmp_path, (RECORD, with_line(line)))


@pytest.mark.parametrize(
    "line",
    [
        "Of 730 adults with gout, 17 (printed as 1.9 %) had tophi in the ear.",
        "In 200 adults with gout, the mean change was -1.9 days (95 % CI -3.7 to -0.1).",
        "In 200 adults with gout, kidney stones were found in 14 of 198 patients (7.1 %).",
        "Among 200 adults with gout, obesity made pain last (HR for pain 2.03, 95 % CI 1.93-2.15; age 1.66).",
    ],
)
def test_a_noted_slip_and_a_true_sum_pass(tmp_path: Path, line: str) -> None:
    assert broken(tmp_path, (RECORD, with_line(line))) == {}


def test_an_abbreviation_of_the_subject_is_its_name(tmp_path: Path) -> None:
    record = {**RECORD, "title": "Neuroendocrine tumours", "topics": ["neuroendocrine tumours"]}
    body = "## Spread\n\n- In 50 people, neuroendocrine tumours (NETs) met the liver.\n- In 50 people, NETs met bone.\n"
    assert broken(tmp_path, (record, body)) == {}


def test_a_heading_over_nothing_and_a_statement_under_none(tmp_path: Path) -> None:
    assert "headings_hold_statements" in broken(tmp_path / "a", (RECORD, BODY + "\n## Treatment\n"))
    loose = "- In 200 British adults with gout, pain was the first symptom.\n"
    assert "headings_hold_statements" in broken(tmp_path / "b", (RECORD, loose + BODY))


@pytest.mark.parametrize(
    "table",
    [
        "\n" + TABLE.split("\n\n", 1)[1],
        TABLE.replace("; assembled from this source's own figures", ""),
        TABLE.replace(", denominator: 200 adults with gout", ""),
        TABLE.replace("| 20 % |", "| |"),
    ],
    ids=["no caption", "not said how made", "no denominator", "an empty cell"],
)
def test_a_table_that_is_not_whole(tmp_path: Path, table: str) -> None:
    assert "tables_are_whole" in broken(tmp_path, (RECORD, BODY + table))


# -- plain words


def plain(*lines: str) -> str:
    return "## How often\n\n" + "".join(f"- {line}\n" for line in lines)


def test_a_plain_rewording_keeps_the_figures_of_its_twin(tmp_path: Path) -> None:
    kept = plain("In one study of 200 adults with gout, 25 % had gout pain again within a year.")
    assert broken(tmp_path / "a", (RECORD, BODY), (PLAIN, kept)) == {}
    changed = plain("In one study of 200 adults with gout, 1 in 4 had gout pain again within a year.")
    assert "plain_words_keep_the_figures" in broken(tmp_path / "b", (RECORD, BODY), (PLAIN, changed))


def test_figures_of_two_twins_are_not_joined_into_one_sentence(tmp_path: Path) -> None:
    mixed = plain("In one study of 200 adults with gout, 25 % had pain again and the risk went up 1.40 times.")
    assert "plain_words_keep_the_figures" in broken(tmp_path, (RECORD, BODY), (PLAIN, mixed))


def test_a_rewording_is_checked_beside_its_twin_and_in_other_words(tmp_path: Path) -> None:
    alone = broken(tmp_path / "a", (PLAIN, plain("In one study of 200 adults with gout, 25 % had pain again.")))
    assert "gout-2020" in alone["plain_words_keep_the_figures"]
    copied = plain(BODY.splitlines()[3].removeprefix("- "))
    assert "plain_words_keep_the_figures" in broken(tmp_path / "b", (RECORD, BODY), (PLAIN, copied))


def test_plain_words_that_are_not_plain(tmp_path: Path) -> None:
    hard = plain(
        "Gout recurrence characteristically necessitates pharmacological prophylaxis in susceptible individuals."
    )
    assert "grade" in broken(tmp_path, (RECORD, BODY), (PLAIN, hard))["plain_words_are_plain"]


# -- the check itself


def test_records_taken_as_published_are_not_held_to_rules_of_writing(tmp_path: Path) -> None:
    lines = tmp_path / "records.jsonl"
    lines.write_text('{"id": "x", "title": "Gout", "text": "It hurts. However, it passes."}\n', "utf-8")
    checked = check_paths([lines])
    assert (checked.documents, checked.findings) == (1, [])


def test_what_cannot_be_read_is_skipped_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("no front matter\n", "utf-8")
    checked = check_paths([tmp_path])
    assert [path for path, _ in checked.skipped] == [str(tmp_path / "a.md")]
    with pytest.raises(UnreadableInput):
        check_paths([tmp_path / "not-there"])
