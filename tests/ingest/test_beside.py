"""What is said of a file beside it counts; what its folders say fills gaps."""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import IncompleteRecord, InputError, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Reader, Role, SourceKind, Standing
from curbside.evidence.standing import StandingNotice
from curbside.ingest.checking import check_paths
from curbside.ingest.formats import find_inputs

PAGE = """<!doctype html><html lang="en"><head><title>A page about gout</title>
<meta name="citation_date" content="2019-05-01"></head><body><main><h1>A page about gout</h1>
<h2>Patients</h2><p>{words} Colchicine is one of the drugs that are given for it in this made-up page.</p></main></body>
</html>"""
RIS = (
    "TY  - JOUR\nTI  - The real title of it\nAU  - Doe, Jane\nPY  - 2020\nDO  - 10.9999/made.1\nAB  - Unseen.\nER  - \n"
)
NBIB = "PMID- 99999901\nTI  - The real title of it.\nAU  - Doe J\nDP  - 2020\nPT  - Practice Guideline\n"
CSL = json.dumps([{"type": "article", "title": "The real title of it", "PMID": "99999901"}])
ARTICLE = """<article><front><article-meta><article-id pub-id-type="doi">10.9999/made.1</article-id><title-group>
<article-title>Gout</article-title></title-group></article-meta></front><body><p>Gout hurts.</p></body></article>"""
MARKDOWN = "---\nid: {id}\ntitle: Gout\n{keys}---\nGout hurts.\n"


@pytest.fixture
def put(tmp_path):
    """Writes files into the test's folder, a page where no content is given; returns the folder."""

    def write(**files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content or PAGE.format(words=f"Gout hurts in {path.stem}."))
        return tmp_path

    return write


def read(*paths):
    """Everything in the files, and what was skipped."""
    skipped, found = [], []
    for one in find_inputs(paths, skipped.append):
        found.extend(one.read(skipped.append))
    return found, skipped


def only(folder):
    found, skipped = read(folder)
    assert skipped == []
    (document,) = found
    return document


def test_the_record_beside_a_file_counts_over_what_the_file_says(put):
    yaml = "title: The real title\nkind: guideline\nyear: 2021\njurisdiction: NO\naudience: trainee\nlicence: CC BY 4.0"
    document = only(put(gout_dot_html="", gout_dot_yaml=f"{yaml}\nid: gout\ntopics: [gout]\nroom: 12\n"))
    reference = document.reference
    assert (document.id, document.topics, document.metadata["room"]) == ("gout", ("gout",), 12)
    assert (reference.title, reference.kind) == ("The real title", SourceKind.GUIDELINE)
    # The year contradicts the date that the page has; the language is only the page's.
    assert (reference.year, reference.date, reference.language) == (2021, None, "en")
    assert (reference.jurisdiction, reference.audience, reference.licence) == ("NO", Reader.TRAINEE, "CC BY 4.0")


def test_what_a_statement_does_follows_the_kind_that_the_record_gives(put):
    assert {s.role for s in only(put(gout_dot_html="")).statements} == {Role.METHOD}
    document = only(put(gout_dot_html="", gout_dot_yml="kind: guideline\n"))
    assert {s.role for s in document.statements} == {Role.RECOMMENDATION}


@pytest.mark.parametrize(("ending", "content"), [("ris", RIS), ("nbib", NBIB), ("json", CSL)])
def test_a_bibliographic_record_beside_a_file_is_its_record_and_no_source_itself(put, ending, content):
    document = only(put(gout_dot_html="", **{f"gout_dot_{ending}": content}))
    assert document.reference.title == "The real title of it"
    assert document.basis is Basis.FULL_TEXT
    assert "Gout hurts" in document.text
    assert document.reference.doi == ("10.9999/made.1" if ending == "ris" else None)


def test_the_id_follows_the_record_unless_one_is_given(put):
    assert only(put(gout_dot_html="")).id == "html:a-page-about-gout-2019"
    assert only(put(gout_dot_ris=RIS)).id == "html:doi:10.9999/made.1"
    assert only(put(gout_dot_yaml="id: gout")).id == "gout"


def test_two_copies_of_a_paper_are_two_texts_of_it(put):
    folder = put(gout_dot_html="", gout_dot_ris=RIS, gout_dot_xml=ARTICLE)
    found, skipped = read(folder)
    assert skipped == []
    assert {document.id for document in found} == {"html:doi:10.9999/made.1", "doi:10.9999/made.1"}


def test_what_a_person_wrote_counts_over_an_export_and_the_whole_name_over_the_stem(put):
    folder = put(gout_dot_html="", gout_dot_ris=RIS, gout_dot_yaml="year: 2022\njurisdiction: NO\n")
    put(gout_dot_html_dot_yaml="jurisdiction: SE\n")
    reference = only(folder).reference
    assert (reference.title, reference.year, reference.jurisdiction) == ("The real title of it", 2022, "SE")


def test_empty_keys_correct_nothing(put):
    document = only(put(gout_dot_html="", gout_dot_yaml="---\ntitle:\ndoi: \nauthors: []\npublisher: NICE\n---\n"))
    assert (document.reference.title, document.reference.publisher) == ("A page about gout", "NICE")


def test_a_standing_beside_a_file_is_its_standing(put):
    reference = only(put(gout_dot_html="", gout_dot_yaml="standing: retracted\nstanding_note: Made up.\n")).reference
    assert (reference.standing, reference.standing_note) == (Standing.RETRACTED, "Made up.")


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("yaml", "kind: guidance\n"),
        ("yaml", "doi: none\n"),
        ("yaml", "- a\n- b\n"),
        ("yaml", "a: [\n"),
        ("yaml", "title: {a: b}\n"),
        ("yaml", "pack: [a]\n"),
        ("yaml", "a: &x 1\nb: *x\n"),
        ("yaml", "x" * 200_000),
        ("yaml", "id: " + "x" * 300),
        ("yaml", "supersedes: {a: b}\n"),
        ("ris", RIS + RIS),
        ("ris", "nothing"),
        ("ris", RIS[:-6]),
        ("json", "{"),
        ("json", json.dumps({"curbside_answer": "0a1b"})),
        ("nbib", NBIB + "\n" + NBIB),
    ],
)
def test_a_file_is_not_taken_with_a_wrong_record(put, ending, content):
    found, skipped = read(put(gout_dot_html="", **{f"gout_dot_{ending}": content}))
    assert found == []
    (error,) = skipped
    assert isinstance(error, InputError)
    assert f"gout.{ending}" in error.message
    assert error.hint


def test_a_record_that_is_not_text_is_named(put):
    folder = put(gout_dot_html="")
    (folder / "gout.yaml").write_bytes(b"\xff\xfe\0\0")
    found, (error,) = read(folder)
    assert found == []
    assert "gout.yaml" in error.message


def test_a_record_beside_a_file_of_many_sources_is_refused(put):
    article = "<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>Gout</ArticleTitle></Article>"
    article += "</MedlineCitation></PubmedArticle>"
    many = f"<PubmedArticleSet>{article.format(n=1)}{article.format(n=2)}</PubmedArticleSet>"
    found, skipped = read(put(export_dot_xml=many, export_dot_yaml="id: one"))
    assert found == []
    assert [type(error) for error in skipped] == [UnreadableInput]
    assert "export.yaml" in skipped[0].message


def test_a_record_that_lies_beside_no_file_is_a_source_of_its_own(put):
    found, _ = read(put(gout_dot_html="", other_dot_ris=RIS))
    assert len(found) == 2


def test_markdown_holds_its_own_record(put):
    folder = put(gout_dot_md=MARKDOWN.format(id="gout", keys=""), gout_dot_ris=RIS, gout_dot_yaml="id: other\n")
    found, _ = read(folder)
    assert {document.id for document in found} == {"gout", "ris:doi:10.9999/made.1"}


def test_naming_a_record_along_with_its_file_is_no_mistake(put):
    folder = put(gout_dot_html="", gout_dot_yaml="id: gout\n", gout_dot_ris=RIS, _defaults_dot_yaml="language: no\n")
    found, skipped = read(*sorted(folder.iterdir()))
    assert ([document.id for document in found], skipped) == (["gout"], [])
    assert [type(error) for error in read(folder / "gout.yaml")[1]] == [UnreadableInput]
    assert [document.id for document in read(folder / "gout.ris")[0]] == ["ris:doi:10.9999/made.1"]


ODD_LINES = [
    *("title: T", "kind: guideline", "doi: 10.1/x", "year: 20", "id: [a]", "a: {b: [c", "- x", "...", "---", "? x"),
    *("&a", "*a", "!!x y", "audience:", "authors: [a, 1, ~]", "standing: retracted", "date: 2020-01-01", "pack: 1"),
    *("topics: {a: b}", "basis: x", "TY  - JOUR", "PMID- 1", '[{"type": "a", "title": "T"}]', "ER  - "),
]
LINES = st.lists(st.sampled_from(ODD_LINES) | st.text(max_size=15), max_size=8)


@settings(max_examples=150)
@given(LINES, st.sampled_from(["yaml", "ris", "nbib", "json"]))
def test_whatever_lies_beside_a_file_nothing_but_the_documented_errors_escapes(lines, ending):
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "gout.html").write_text(PAGE.format(words="Gout hurts."))
        (folder / f"gout.{ending}").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        found, skipped = read(folder)
        assert len(found) + len(skipped) == 1
        assert all(f"gout.{ending}" in error.message for error in skipped)


# -- defaults of folders


def test_a_folder_s_defaults_fill_what_records_leave_out_and_the_nearest_counts(put):
    folder = put(
        _defaults_dot_yaml="jurisdiction: NO\npublisher: Helse\nkind: guideline\naudience: patient\ntopics: [gout]\n",
        a_dot_html="",
        uk___defaults_dot_yaml="jurisdiction: GB\npack: uk\n",
        uk__b_dot_html="",
        uk__c_dot_md=MARKDOWN.format(id="c", keys="jurisdiction: IE\naudience: clinician\nkind: other\n"),
        uk__d_dot_jsonl=json.dumps({"id": "d", "title": "Gout", "text": "Gout hurts.", "source": "NICE"}),
    )
    found, skipped = read(folder)
    assert skipped == []
    a, b, c, d = found
    assert [x.reference.jurisdiction for x in found] == ["NO", "GB", "IE", "GB"]
    assert [x.reference.publisher for x in found] == ["Helse", "Helse", "Helse", "NICE"]
    assert [x.reference.kind.value for x in found] == ["guideline", "guideline", "other", "guideline"]
    assert [x.reference.audience.value for x in found] == ["patient", "patient", "clinician", "patient"]
    assert [x.pack for x in found] == [None, "uk", "uk", "uk"]
    assert a.topics == d.topics == ("gout",)
    assert b.reference.title == "A page about gout"
    assert c.id == "c"


def test_defaults_hold_however_a_file_is_named(put, monkeypatch):
    folder = put(_defaults_dot_yaml="jurisdiction: NO\n", uk__b_dot_html="")
    monkeypatch.chdir(folder / "uk")
    for path in (folder, folder / "uk", folder / "uk" / "b.html", folder / "uk" / ".." / "uk"):
        assert only(path).reference.jurisdiction == "NO"


def test_a_record_beside_a_file_counts_over_its_folder_even_where_it_says_the_usual(put):
    folder = put(_defaults_dot_yaml="audience: patient\nkind: guideline\n", gout_dot_html="")
    put(gout_dot_yaml="audience: clinician\nkind: other\n")
    reference = only(folder).reference
    assert (reference.audience, reference.kind) == (Reader.CLINICIAN, SourceKind.OTHER)


@pytest.mark.parametrize("content", ["jurisdictions: NO\n", "title: Gout\n", "kind: guidance\n", "- a\n", "a: [\n"])
def test_no_file_is_taken_with_wrong_defaults(put, content):
    found, skipped = read(put(_defaults_dot_yaml=content, a_dot_html="", b_dot_md=MARKDOWN.format(id="b", keys="")))
    assert found == []
    assert len(skipped) == 2
    assert all("_defaults.yaml" in error.message for error in skipped)


# -- what gives way


def test_what_a_source_supersedes_follows_it(put):
    folder = put(
        a_dot_md=MARKDOWN.format(id="a", keys="supersedes: [old, 10.9999/old]\n"),
        b_dot_html="",
        b_dot_yaml="id: b\nsupersedes: older\n",
        c_dot_jsonl=json.dumps({"id": "c", "title": "Gout", "text": "Gout hurts.", "supersedes": "oldest"}),
    )
    found, _ = read(folder)
    told = [(one.said_by, one.identities) if isinstance(one, StandingNotice) else one.id for one in found]
    assert told == [
        "a", ("a", ("id:old",)), ("a", ("doi:10.9999/old",)), "b", ("b", ("id:older",)), "c", ("c", ("id:oldest",))
    ]  # fmt: skip


def test_what_lies_in_an_archive_is_read_as_what_lies_in_a_folder(put):
    folder = put(a_dot_html="", b_dot_md=MARKDOWN.format(id="b", keys="supersedes: old\n"))
    archive = folder / "sources.zip"
    with ZipFile(archive, "w") as writing:
        for name in ("a.html", "b.md"):
            writing.write(folder / name, name)
    assert read(archive) == read(folder / "a.html", folder / "b.md")


def test_a_source_that_supersedes_nonsense_is_skipped_and_the_others_are_read(put):
    lines = [
        json.dumps({"id": name, "title": "Gout", "text": "Gout hurts.", "supersedes": what})
        for name, what in (("a", {"b": 1}), ("b", "old"))
    ]
    found, skipped = read(put(c_dot_jsonl="\n".join(lines)))
    assert [one.id for one in found if isinstance(one, Document)] == ["b"]
    assert [type(error) for error in skipped] == [IncompleteRecord]


# -- what is written about it


def test_the_examples_in_the_authoring_guide_are_read(put):
    guide = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text("utf-8")
    record, defaults = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    found, skipped = read(put(gout_dot_html="", gout_dot_yaml=record, _defaults_dot_yaml=defaults))
    assert skipped == []
    document, notice = found
    assert (document.id, document.reference.publisher) == ("nice-ng145", "NICE")
    assert notice.identities == ("id:nice-cg99",)


def test_the_check_knows_the_defaults_of_the_folder(put):
    defaults = "kind: guideline\njurisdiction: GB\npublisher: NICE\nlanguage: en\n"
    folder = put(_defaults_dot_yaml=defaults, a_dot_md=MARKDOWN.format(id="a", keys="year: 2020\n"))
    assert [one for _, one in check_paths([folder]).findings if one.rule == "record_is_complete"] == []
