"""What a JATS article says of how a paper stands."""

from __future__ import annotations

import io

import pytest
from tests.ingest.jats_snippets import article, read, reference

from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.standing import StandingNotice
from curbside.ingest.jats import read_jats, read_jats_file


def notices(data: bytes) -> list[StandingNotice]:
    return [one for one in read_jats_file(io.BytesIO(data)) if isinstance(one, StandingNotice)]


@pytest.mark.parametrize(
    ("article_type", "link", "standing"),
    [
        ("retraction", "retracted-article", Standing.RETRACTED),
        ("correction", "corrected-article", Standing.CORRECTED),
        ("expression-of-concern", "object-of-concern", Standing.CONCERN),
        ("partial-retraction", "retracted-article", Standing.CONCERN),
    ],
)
def test_a_notice_speaks_of_the_paper_it_names(article_type: str, link: str, standing: Standing) -> None:
    data = article(
        meta='<article-id pub-id-type="doi">10.9999/notice.1</article-id><pub-date><year>2021</year></pub-date>'
        f'<related-article related-article-type="{link}" ext-link-type="doi" xlink:href="10.9999/OLD.1"/>',
        attributes=f'article-type="{article_type}"',
    )
    (notice,) = notices(data)
    assert notice.identities == ("doi:10.9999/old.1",)
    assert notice.standing is standing
    assert notice.said_by == "article 10.9999/notice.1"
    assert notice.date == "2021"
    assert "An invented article" in (notice.note or "")
    assert [one.reference.kind for one in read_jats(io.BytesIO(data))] == [SourceKind.OTHER]


@pytest.mark.parametrize(
    ("attributes", "identity"),
    [
        ('ext-link-type="pubmed" xlink:href="12345"', "pmid:12345"),
        ('ext-link-type="pmc" xlink:href="PMC77"', "pmcid:PMC77"),
        ('ext-link-type="uri" xlink:href="https://doi.org/10.9999/Old.1"', "doi:10.9999/old.1"),
    ],
)
def test_the_paper_is_named_in_several_ways(attributes: str, identity: str) -> None:
    link = f'<related-article related-article-type="retracted-article" {attributes}/>'
    (notice,) = notices(article(meta=link, attributes='article-type="retraction"'))
    assert notice.identities == (identity,)


def test_a_study_that_names_its_own_notice_takes_nothing_from_others() -> None:
    link = '<related-article related-article-type="retraction-forward" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    data = article(meta=link)
    assert notices(data) == []
    assert read(data).reference.standing is Standing.RETRACTED
    assert read(data).reference.standing_note == "Retracted: doi:10.9999/r.1"


def test_an_update_gives_way_only_where_papers_come_in_editions() -> None:
    link = '<related-article related-article-type="updated-article" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    review = "<title-group><article-title>A for B: a systematic review</article-title></title-group>"
    assert [one.standing for one in notices(article(meta=link, title=review))] == [Standing.SUPERSEDED]
    assert notices(article(meta=link)) == []


def test_a_comment_says_nothing_of_standing() -> None:
    link = '<related-article related-article-type="commentary-article" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    assert notices(article(meta=link, attributes='article-type="article-commentary"')) == []


def test_a_title_may_say_that_the_paper_was_retracted() -> None:
    title = "<title-group><article-title>RETRACTED: Effects of A</article-title></title-group>"
    assert reference(title=title).standing is Standing.RETRACTED


def test_a_notice_without_text_still_counts() -> None:
    link = '<related-article related-article-type="retracted-article" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    data = article("", meta=link, attributes='article-type="retraction"')
    assert len(notices(data)) == 1
    assert list(read_jats(io.BytesIO(data))) == []
