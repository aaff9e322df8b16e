"""The records that flow through gongkai, left to right.

``Page → Document → Report``; a report carries sections, passages, tables, figures, tags and findings.
All records are frozen. Every span is a half-open character range, and ``text[start:end]`` is what it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

BlockKind = Literal["heading", "text", "table"]
CellState = Literal["number", "blank", "dash", "note", "absent"]
Era = Literal["2008", "2014stat", "2019", "2021"]
FigureKind = Literal["count", "money", "percent", "points", "fraction", "multiple", "duration", "measure"]
Qualifier = Literal["exact", "approx", "at_least", "below", "range"]
Stance = Literal["DONE", "PROBLEM", "PLAN", "FRAME"]
Verdict = Literal["PASS", "FAIL", "UNCERTAIN", "NOT_ASSESSABLE"]
Severity = Literal["error", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as they were fetched or found, before anyone interpreted them."""

    content: bytes
    source: str  # a path or URL, for messages and provenance
    url: str | None = None
    content_type: str | None = None  # the HTTP header, if any
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that was not read as it stood: nothing is dropped in silence."""

    code: str  # stable, e.g. "table.unknown-row"
    message: str
    place: str = ""  # "page 3", "t3 row 7", "line 120"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table as laid out in the source. ``row``/``col`` are its top-left position."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table of a document, in reading order."""

    kind: BlockKind
    text: str = ""  # one paragraph; for a table: "" (its cells hold the text)
    cells: tuple[GridCell, ...] = ()  # tables only
    level: int = 0  # heading level if the source says (h1 = 1), else 0
    page: int | None = None  # 1-based, PDF only

    def grid(self) -> list[list[GridCell | None]]:
        """The table as a rectangle; a spanned position holds the cell that covers it, a hole None."""
        height = max((c.row + c.rowspan for c in self.cells), default=0)
        width = max((c.col + c.colspan for c in self.cells), default=0)
        rows: list[list[GridCell | None]] = [[None] * width for _ in range(height)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.rowspan):
                for c in range(cell.col, cell.col + cell.colspan):
                    if rows[r][c] is None:
                        rows[r][c] = cell
        return rows


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a page: blocks in reading order, and the page's own meta tags."""

    source: str
    sha256: str  # of Page.content
    media_type: str  # what the content is, not what its name says
    blocks: tuple[Block, ...]
    title: str = ""  # <title>, document property, or ""
    meta: tuple[tuple[str, str], ...] = ()  # (name, content), e.g. ("PubDate", "2025-01-20")
    url: str | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One of the report's sections. ``id`` is s0 (front matter), s1 … s6, or sx (outside the form)."""

    id: str
    heading: str  # as printed, "" if the heading is lost
    start: int  # span of the whole section in Report.text, heading included
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is tagged and found: a sentence or list item of the narrative."""

    index: int  # position in Report.passages
    section: str  # Section.id
    start: int  # span in Report.text
    end: int
    text: str
    heading: str = ""  # nearest sub-heading above, e.g. "（四）平台建设"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a statutory table. Blank, dash, note and absent never turn into 0."""

    id: str  # format.json id, e.g. "t3.r_new.c_person"
    value: Decimal | None
    raw: str
    state: CellState
    note: str = ""  # the words beside a number: 22（其中修订16件）
    proof: str = ""  # "" = read by its labels; else how the place was proved, e.g. "identities"


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity mentioned in prose. Conventions: docs/figures.md."""

    start: int
    end: int
    text: str
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    unit: str
    kind: FigureKind
    noun: str = ""  # what is counted, best effort, "" where it cannot be told
    verb: str = ""
    passage: int | None = None  # index into Report.passages, inside a report


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word of a passage that weighed for a topic or stance."""

    label: str
    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Tagging:
    """Topics (0–3, main first) and stance of one passage, and why."""

    topics: tuple[str, ...]
    stance: Stance
    scores: dict[str, float]  # label → probability, topics and stances
    evidence: tuple[Evidence, ...] = ()
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted place in Report.text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of one rule at one place. Never FAIL without cells or spans to show."""

    id: str  # stable: hash of rule, report key, place and evidence
    rule: str
    verdict: Verdict
    severity: Severity
    message: str  # plain Chinese
    message_en: str = ""
    cells: tuple[str, ...] = ()
    expected: dict[str, Decimal] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate for a metadata field and where it came from."""

    field: str  # "organ", "year", "published", "title"
    value: str
    origin: str  # "title", "meta:PubDate", "period", "label:发布日期" …


@dataclass(frozen=True, slots=True)
class Report:
    """One yearly report, read and (after ``enrich``) tagged, measured and checked."""

    id: str  # first 16 hex digits of the content's sha256
    source: str
    sha256: str
    media_type: str
    title: str
    organ: str
    year: int | None
    era: Era | None
    published: date | None
    period: str  # 统计期限 as printed, "" if none
    text: str  # the report as shown; every span points into this
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    tables: dict[str, dict[str, Cell]]  # {"t2": {"t2.a1.rule.made": Cell…}, "t3": …, "t4": …}
    url: str | None = None
    candidates: tuple[Candidate, ...] = ()
    figures: tuple[Figure, ...] = ()  # spans into Report.text
    tags: tuple[Tagging, ...] = ()  # one per passage; evidence spans into Report.text
    findings: tuple[Finding, ...] = ()
    issues: tuple[Issue, ...] = ()

    def cell(self, cell_id: str) -> Cell:
        """The cell with that id. Raises KeyError if the report's era has no such cell."""
        return self.tables[cell_id.split(".", 1)[0]][cell_id]
