"""The API's JSON objects, described: what `Answer.to_dict` and the lists hold, field by field.

Answers are made by the engine and sent as they are; a test holds what is sent against these models.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from curbside.evidence.kinds import Basis, Reader, SourceKind, Standing

Text = str
Date = str
ArticleState = Literal["submitted", "under_review", "changes_requested", "approved", "retired"]


class Described(BaseModel):
    """An object that holds what is described, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class AskRequest(BaseModel):
    """A question, for whom, and what it follows up."""

    question: str = Field(description="At most 2,000 characters.")
    reader: str = Field(
        default=Reader.CLINICIAN.value,
        description="For whom the answer is worded.",
        json_schema_extra={"enum": [reader.value for reader in Reader]},
    )
    conversation: str | None = Field(
        default=None, description="The `conversation` of the answer that this question follows up."
    )


class Quote(Described):
    """Where a shown statement stands in its source: `text` is the stored text from `start` to `end`."""

    reference: int = Field(description="Number of the reference.")
    document: str = Field(description="Id of the stored document.")
    revision: str = Field(description="Which revision of it, as a digest.")
    passage: str
    heading_path: list[Text] = Field(description="Headings it stands under, the outermost first.")
    start: int = Field(description="First code point, counted from 0.")
    end: int = Field(description="The code point after the last.")
    text: str
    verb: str = Field(description="How the source was seen: “quoted from”, “summarised from the abstract” …")
    page: int | None = Field(default=None, description="Printed page; left out where the source has none.")
    doubtful: bool = Field(default=False, description="The order of the text on that page is not sure.")


class Statement(Described):
    """A statement as shown, and what carries it."""

    text: str
    mode: Literal["verbatim", "stem_added", "glossed", "edited"]
    citations: list[int] = Field(description="Numbers of the references.")
    grade: str | None = Field(description="A grade of evidence that the source itself prints.")
    must_not_miss: bool
    note: str | None = Field(description="What sets it apart from what was asked (“in children, not adults”).")
    quotes: list[Quote]


class Cell(Described):
    """A cell of a table, and what carries it."""

    text: str
    citations: list[int]
    quotes: list[Quote]


class Table(Described):
    """A table; `rows` are the texts of `cells`."""

    caption: str
    columns: list[Text]
    rows: list[list[Text]]
    cells: list[list[Cell]]
    citations: list[int]
    note: str | None = Field(default=None, description="What must be said of its source; left out where nothing must.")
    row_notes: list[str] = Field(
        default_factory=list,
        description="What sets each row apart from what was asked, empty for none; left out where no row has any.",
    )


class Section(Described):
    """A heading with its statements and tables."""

    heading: str
    statements: list[Statement]
    tables: list[Table]
    folded: bool = Field(description="Whether a page shows it only when asked to.")


class Figure(Described):
    """A figure with what it measures, in whom and when: words of the source, or “not stated”."""

    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    text: str = Field(description="As printed.")
    measure: str
    population: str
    time: str
    citations: list[int]
    note: str | None = Field(default=None, description="What must be said beside it; left out where nothing must.")


class Disagreement(Described):
    """Where sources differ."""

    topic: str
    kind: Literal["figures", "recommendation"]
    statements: list[Statement]


class Source(Described):
    """A source's bibliographic record and how it stands."""

    kind: SourceKind
    preprint: bool = Field(default=False, description="Not peer reviewed; left out where it is no preprint.")
    group: str = Field(description="Its place in a reference list: Guideline, Research, Other sources.")
    title: str
    authors: list[Text]
    container: str | None = Field(description="Journal or book.")
    publisher: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None
    jurisdiction: str | None = Field(description="Two-letter country code, or a wider region.")
    audience: Reader
    language: str | None
    basis: Basis = Field(description="What was seen of it.")
    verb: str = Field(description="The same in words.")
    standing: Standing
    standing_checked: Date | None
    standing_note: str | None
    documents: list[str] = Field(description="Ids of the stored documents.")
    pack: str | None = Field(description="The pack it came with; “starter” is for demonstration.")
    accessed: Date | None
    derived_from: list[str] = Field(description="Documents of which this is a rewording.")
    over_years: int | None = Field(default=None, description="The age that a guideline has passed; else left out.")
    trial: str | None = Field(default=None, description="Trial registration; left out where there is none.")


class Reference(Source):
    """A source in the reference list of an answer."""

    number: int
    same_trial: list[int] = Field(default=[], description="References that report the same trial; else left out.")


class Nearest(Described):
    """What the library holds nearest to a question that it cannot answer."""

    reference: Reference
    heading_path: list[Text]
    text: str
    note: str | None = Field(default=None, description="What sets it apart from what was asked; else left out.")


class Review(Described):
    """Whether people have reviewed the answer."""

    state: Literal["none", "submitted", "under_review", "changes_requested", "approved", "retired"]
    article: str | None
    version: int | None
    readers: list[Text]
    reviewers: list[dict[str, str]]
    approved_at: str | None
    review_by: str | None
    notices: list[Text]


class Answer(Described):
    """An answer, every sentence of it with the passage that carries it."""

    answer_id: str = Field(description="SHA-256 of what is said, without time, conversation and review.")
    question: str
    interpreted: str = Field(description="The question as it was understood.")
    corrected_from: str | None = Field(description="As it was spelled, where a word was mended.")
    title: str
    reader: Reader
    status: Literal["answered", "insufficient_evidence"]
    evidence_version: str
    engine: str
    last_updated: Date | None = Field(description="The newest date among the evidence used.")
    elapsed_ms: int
    conversation: str | None = Field(description="Send it back with the next question to go on.")
    summary: list[Statement] = Field(description="The direct answer.")
    sections: list[Section]
    figures: list[Figure]
    disagreements: list[Disagreement]
    not_covered: list[Text]
    nearest: list[Nearest]
    related_questions: list[Text]
    notices: list[Text]
    disclaimer: str
    references: list[Reference]
    review: Review


class SearchResult(Described):
    """A passage that fits a query; `text` is the stored text from `start` to `end`."""

    passage: str
    document: str
    reference: str
    title: str
    kind: SourceKind
    year: int | None
    standing: Standing
    heading_path: list[Text]
    text: str
    start: int
    end: int
    score: float


class ListedSource(Source):
    """A stored document of the library, with the record of its source."""

    document: str = Field(description="Its id, as quotes and search results name it.")
    reference: str = Field(description="Id of the source, which its documents share.")
    revision: str = Field(description="Its current revision, as a digest.")
    topics: list[Text]


class StoredStatement(Described):
    """A statement of a stored text: `text` stands from `start` to `end`."""

    start: int
    end: int
    text: str
    role: str


class StoredSection(Described):
    """What stands under one heading path."""

    heading_path: list[Text]
    statements: list[StoredStatement]


class StoredSource(ListedSource):
    """A stored document, and its text."""

    revisions: list[str] = Field(description="The revisions that are stored, in the order in which they came.")
    text: str
    sections: list[StoredSection]


class ListedArticle(Described):
    """An article, as lists have it."""

    slug: str = Field(description="Its name in addresses.")
    title: str
    topic: str | None
    state: ArticleState = Field(description="The state of the newest version that may be seen.")
    shown: int = Field(description="The version that readers get: the approved one, else the newest.")
    shown_state: ArticleState
    updated: str = Field(description="When anything of it last changed, in UTC.")
    covered: list[Reader] = Field(description="The readers for whom the version shown was approved.")
    review_by: Date | None = Field(description="By when it is to be reviewed again.")
    is_overdue: bool


class BoardNote(Described):
    """A signed opinion of the advisory board; no evidence."""

    author: str
    date: Date
    text: str


class Article(Described):
    """One version of an article for one reader. How it was reviewed stands in `answer.review`, too."""

    slug: str
    title: str
    question: str
    topic: str | None
    created_at: str
    updated: str
    state: ArticleState = Field(description="The state of the newest version that may be seen.")
    versions: list[int] = Field(description="The versions that may be seen.")
    version: int = Field(description="The one given here.")
    version_state: ArticleState
    since: str = Field(description="Since when it is in that state.")
    digest: str = Field(description="Over the words of the version, for all readers; what an approval binds to.")
    readers: list[Reader] = Field(description="The readers for whom there is a rendering.")
    covered: list[Reader] = Field(description="Those for whom it was approved.")
    review_by: Date | None
    notices: list[Text] = Field(description="What is to be said of it now: withdrawn sources, a newer version.")
    board_notes: list[BoardNote]
    answer: Answer
