"""The printed suite: what is right counts as right, and every kind of damage is seen."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from evaluation.hyphenation import SOFT_HYPHEN, hyphenated, patterns_file
from evaluation.marked import END_RAISED, END_SUP, RAISED, SUP, forms, plain, sentences, wording
from evaluation.printed import reader_of, report
from evaluation.printed_compare import CELLS, HEADINGS, LISTED, PAGES, PATHS, RUNNING, SENTENCES, STRAYS, compare
from evaluation.printed_copies import Copy, copies
from evaluation.printed_layouts import FROZEN, LAYOUTS
from evaluation.printed_pages import PrintedPages
from evaluation.printed_truth import Block, Grid, Kind, Source, printed_sentences
from evaluation.report import Count

from curbside.evidence.document import Document
from curbside.evidence.reference import Reference
from curbside.ingest.building import DocumentBuilder

HEAD = "Nobody et al. Invented Journal 2026"
SOURCE = Source(
    id="invented",
    title="An invented study of nothing",
    blocks=(
        Block(Kind.HEADING, "Methods", 1),
        Block(Kind.PARAGRAPH, "Nobody was asked. Nothing was counted in any of the three invented towns."),
        Block(Kind.HEADING, "Counting", 2),
        Block(Kind.PARAGRAPH, f"The count was 10{SUP}9{END_SUP} each.{RAISED}3{END_RAISED} It was made twice."),
        Block(
            Kind.TABLE,
            "Table 1. Counts",
            grid=Grid(("Town", "Count"), (("Aville", "12"), ("Betown", "13"), ("Cestadt", "14"))),
        ),
        Block(Kind.HEADING, "Results", 1),
        Block(Kind.ITEM, "There were no results to speak of.", 1),
    ),
    authors=("Nobody, A",),
    journal="Invented Journal",
    record={"cited": "2026", "year": "2026", "publisher": "Nobody"},
    references=("1. Nobody A. On the counting of towns that are not there. Invented Journal. 2026;1:1-2.",),
)
PAGES_TOLD = PrintedPages(
    [
        ["Methods Nobody was asked. Nothing was counted in any of the"],
        [
            "three in-\nvented towns. Counting The count was 109 each.3 It was made twice. "
            "There were no results to speak of."
        ],
    ]
)


def read_as(blocks: Sequence[Block] = SOURCE.blocks, *, references: bool = False, second_page_at: int = 2) -> Document:
    """A document of these blocks, read without a fault."""
    builder = DocumentBuilder()
    builder.page(1)
    for at, block in enumerate(blocks):
        if at == second_page_at:
            builder.page(2)
        if block.kind is Kind.HEADING:
            builder.heading(block.level, plain(block.text))
        elif block.grid is not None:
            builder.table(block.text, block.grid.columns, block.grid.rows)
        elif block.kind is Kind.ITEM:
            builder.list_item(plain(block.text))
        else:
            builder.paragraph(plain(block.text))
    if references:
        builder.paragraph(SOURCE.references[0].partition(". ")[2])
    return builder.document("invented", Reference(title=SOURCE.title))


def changed(at: int, *blocks: Block) -> Sequence[Block]:
    """The source's blocks with others in the place of one."""
    return (*SOURCE.blocks[:at], *blocks, *SOURCE.blocks[at + 1 :])


def counted(document: Document, name: str) -> Count:
    return compare(document, SOURCE, (HEAD,), PAGES_TOLD).counts[name]


def test_a_document_read_without_a_fault_misses_nothing() -> None:
    compared = compare(read_as(), SOURCE, (HEAD,), PAGES_TOLD)
    assert not compared.missed
    for name in (SENTENCES, HEADINGS, PATHS, CELLS, PAGES):
        assert compared.counts[name].part == compared.counts[name].whole > 0
    for name in (RUNNING, LISTED, STRAYS):
        assert compared.counts[name].part == 0


@pytest.mark.parametrize(
    "words",
    [
        "Nobody was asked. Nothing was counted in any of the three in-vented towns.",
        "Nobody was asked. Nothing was counted in any of the three in- vented towns.",
        f"Nobody was asked. Nothing was counted {HEAD} in any of the three invented towns.",
        "Nobody was asked. Nothing was counted in any of the three. Invented towns.",
        "Nobody was asked. Nothing was counted in any ofthe three invented towns.",
        "Nobody was asked. The count was nothing in any of the three invented towns.",
    ],
)
def test_a_sentence_that_is_not_word_for_word_is_not_found(words: str) -> None:
    assert counted(read_as(changed(1, Block(Kind.PARAGRAPH, words))), SENTENCES) == Count(4, 5)


@pytest.mark.parametrize("words", ["The count was 109 each.", "The count was 10^9 each.3", "The count was 10 9 each."])
def test_a_power_run_into_its_number_and_a_reference_run_into_its_word_are_not_right(words: str) -> None:
    [first, _] = sentences(SOURCE.blocks[3].text)
    assert not wording(first).fullmatch(words)


@pytest.mark.parametrize(
    "words", ["The count was 10^9 each.", "The count was 10^9 each.^3", "The count was 10^9 each.[3]"]
)
def test_a_raised_reference_may_be_kept_or_left_out(words: str) -> None:
    [first, _] = sentences(SOURCE.blocks[3].text)
    assert wording(first).fullmatch(words)
    assert words in forms(first)


def test_a_stop_that_only_a_reference_needs_may_go_with_it() -> None:
    marked = f"As by Nobody et al.{RAISED}3{END_RAISED}."
    assert all(wording(marked).fullmatch(f"As by Nobody et al.{rest}") for rest in ("", ".", "^3."))
    assert not wording("It was so.").fullmatch("It was so")


def test_columns_read_in_the_wrong_order_are_seen() -> None:
    blocks = (*SOURCE.blocks[2:], *SOURCE.blocks[:2])
    assert counted(read_as(blocks), SENTENCES) == Count(3, 5)
    assert counted(read_as(blocks), HEADINGS) == Count(2, 3)


@pytest.mark.parametrize("line", [HEAD, HEAD.upper(), f"2 {HEAD}", "Page 2 of 12", "2"])
def test_a_running_head_among_statements_is_seen(line: str) -> None:
    document = read_as((*SOURCE.blocks, Block(Kind.PARAGRAPH, line)))
    assert counted(document, RUNNING).part == 1


def test_a_reference_among_statements_is_seen() -> None:
    assert counted(read_as(references=True), LISTED).part >= 1


def test_a_heading_read_as_text_is_missed_and_what_stands_under_it_with_it() -> None:
    document = read_as(changed(2, Block(Kind.PARAGRAPH, "Counting")))
    assert counted(document, HEADINGS) == Count(2, 3)
    assert counted(document, STRAYS).part == 1


def test_a_heading_at_the_wrong_level_is_seen() -> None:
    assert counted(read_as(changed(5, Block(Kind.HEADING, "Results", 2))), PATHS) == Count(2, 3)


def test_a_cell_beside_its_column_is_not_exact() -> None:
    table = Grid(("Town", "Count"), (("Aville", "12"), ("Betown 13", ""), ("Cestadt", "14")))
    assert counted(read_as(changed(4, Block(Kind.TABLE, "", grid=table))), CELLS) == Count(6, 8)


def test_a_table_in_two_pieces_is_not_one_table() -> None:
    first = Grid(("Town", "Count"), (("Aville", "12"),))
    second = Grid(("Town", "Count"), (("Betown", "13"), ("Cestadt", "14")))
    blocks = changed(4, Block(Kind.TABLE, "", grid=first), Block(Kind.TABLE, "", grid=second))
    assert counted(read_as(blocks), CELLS) == Count(6, 8)


def test_a_header_that_comes_again_among_the_rows_counts_as_so_many_cells_wrong() -> None:
    table = Grid(("Town", "Count"), (("Aville", "12"), ("Town", "Count"), ("Betown", "13"), ("Cestadt", "14")))
    assert counted(read_as(changed(4, Block(Kind.TABLE, "", grid=table))), CELLS) == Count(8, 10)


def test_a_table_that_was_not_found_has_no_cell() -> None:
    assert counted(read_as(changed(4)), CELLS) == Count(0, 8)


def test_what_could_not_be_read_is_missed_whole() -> None:
    unread = DocumentBuilder().document("unread", Reference(title="Unread"))
    counts = compare(unread, SOURCE, (HEAD,), PAGES_TOLD).counts
    assert (counts[SENTENCES], counts[HEADINGS], counts[CELLS]) == (Count(0, 5), Count(0, 3), Count(0, 8))


def test_a_page_begun_too_late_is_seen() -> None:
    assert counted(read_as(second_page_at=6), PAGES) == Count(3, 5)


def test_a_sentence_over_a_page_end_stands_on_the_page_it_begins_on() -> None:
    assert PAGES_TOLD.starting("Nothing was counted in any of the three invented towns.") == {1}
    assert PAGES_TOLD.starting("Nothing of the kind was printed.") == set()


def test_a_sentence_over_a_page_end_is_not_taken_for_one_that_begins_alike() -> None:
    """The next page has all of its first words and, in its end, a letter or two of its last."""
    asked = "In the ten invented towns that were asked about their wells, {} had counted them."
    told = PrintedPages(
        [
            ["All began with a count. In the ten invented towns that were asked"],
            [f"about their wells, 7 % had counted them. {asked.format('19 %')} {asked.format('8 %')}"],
            ["Them that had counted were asked again."],
        ]
    )
    assert told.starting(asked.format("7 %")) == {1}
    assert told.starting(asked.format("8 %")) == {2}


def test_a_sentence_is_told_from_one_that_differs_in_a_figure_only() -> None:
    told = PrintedPages([["First, nobody had counted"], ["7 wells. First, nobody had counted 11 wells."]])
    assert told.starting("First, nobody had counted 7 wells.") == {1}
    assert told.starting("First, nobody had counted 11 wells.") == {2}


@pytest.mark.parametrize("words", ["A count", "It", "Nobody, not one of the towns that were asked,"])
def test_a_sentence_with_few_words_or_many_before_the_page_end_is_told(words: str) -> None:
    told = PrintedPages(
        [[f"A foot of a town. {words}\nA note at the foot.\n1"], ["A head\nwas ever made there."], ["It"]]
    )
    assert told.starting(f"{words} was ever made there.") == {1}


def test_a_sentence_right_at_the_top_of_a_page_does_not_begin_on_the_page_before() -> None:
    told = PrintedPages([["It was asked of a"], ["A head\nA count was made."]])
    assert told.starting("A count was made.") == {2}
    assert told.starting("A count was made.", times=2) == {2}


def test_a_sentence_printed_twice_may_begin_where_it_stands_whole_and_where_it_runs_over_a_page_end() -> None:
    pages = [["Nobody counted the wells."], ["Nothing else."], ["It is so: nobody coun-"], ["ted the wells."]]
    told = PrintedPages(pages)
    assert told.starting("Nobody counted the wells.") == {1}
    assert told.starting("Nobody counted the wells.", times=2) == {1, 3}


def test_every_place_of_a_sentence_that_comes_again_is_right_and_no_other_is() -> None:
    again = Block(Kind.PARAGRAPH, "Nothing was counted in any of the three invented towns.")
    source = replace(SOURCE, blocks=(*SOURCE.blocks, again))
    pages = PrintedPages(
        [
            [
                "Methods Nobody was asked. Nothing was counted in any of the three invented towns. Counting "
                "The count was 109 each.3 It was made twice."
            ],
            ["There were no results to speak of. Nothing was counted in any of the"],
            ["three invented towns."],
        ]
    )
    right, late = (read_as(source.blocks, second_page_at=at) for at in (4, 7))
    assert compare(right, source, (HEAD,), pages).counts[PAGES] == Count(6, 6)
    assert compare(late, source, (HEAD,), pages).counts[PAGES] == Count(5, 6)


def test_the_halves_share_no_layout_and_the_frozen_half_has_sources_of_its_own() -> None:
    data = Path("nowhere")
    dev, frozen = ({copy.source.id for copy in copies(half, data)} for half in ("dev", FROZEN))
    assert not dev & frozen
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)


def test_words_are_parted_as_the_patterns_say() -> None:
    if patterns_file() is None:
        pytest.skip("groff is not installed")
    assert hyphenated("hyphenation, metastases").replace(SOFT_HYPHEN, "-") == "hy-phen-ation, metas-tases"


def test_a_web_page_is_made_read_and_compared(tmp_path: Path) -> None:
    site = next(layout for layout in LAYOUTS if layout.typesetter == "site")
    copy = Copy(site.prepared(SOURCE), site)
    copy.print_to(tmp_path / copy.file)
    [document] = reader_of(".html")(tmp_path / copy.file)
    compared = compare(document, copy.source, copy.running)
    assert compared.counts[SENTENCES].whole == 5
    assert compared.counts[SENTENCES].part >= 4, compared.missed


@pytest.mark.slow
@pytest.mark.parametrize(
    "layout", [layout for layout in LAYOUTS if layout.typesetter != "site"], ids=lambda one: one.name
)
def test_every_layout_prints_all_that_its_truth_says(layout: object, tmp_path: Path) -> None:
    """Held against pdftotext, so that a fault of printing is never taken for a fault of reading."""
    copy = Copy(layout.prepared(SOURCE), layout)  # type: ignore[attr-defined,arg-type]
    if shutil.which(copy.layout.typesetter) is None or shutil.which("pdftotext") is None or patterns_file() is None:
        pytest.skip(f"{copy.layout.typesetter} or pdftotext is not installed")
    copy.print_to(tmp_path / copy.file)
    if copy.file.endswith(".pdf"):
        pages = PrintedPages.of(tmp_path / copy.file)
        assert all(pages.starting(plain(sentence)) for sentence in printed_sentences(copy.source))


@pytest.mark.slow
def test_the_suite_reports_both_halves_without_the_articles(tmp_path: Path) -> None:
    measured = report(data=tmp_path, only="site")
    assert set(measured.halves) == {"dev", "frozen"}
    assert measured.halves["dev"][f"web page: {SENTENCES}"].whole > 300
    assert any("not there" in note for note in measured.notes)
