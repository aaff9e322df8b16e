"""Organ, year, title, period and publication date, with every candidate and where it came from.

Rank of the evidence (../shared/domain/SITES.md §1): the page's own meta tags of 政府网站发展指引 (国办发〔2017〕47号) →
labelled text → signature. An address is kept as a candidate only: it tells when a page was moved, not published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from gongkai.model import Candidate, Document, Issue
from gongkai.parse.dates import find_date, find_dates, find_period, years_in
from gongkai.parse.fields import DATES, ORGANS, SOURCES, TITLES, fields
from gongkai.parse.lines import Line
from gongkai.parse.titles import Title, clean_organ, find_title, is_organ, parse_title, signature
from gongkai.parse.wording import wording

_TITLE_META = (
    "articletitle",
    "page:h1",
    "page:title",
    "page:h2",
    "title",
    "og:title",
    *(f"page:{t}" for t in TITLES),
)
_DATE_META = ("pubdate", "publishdate", "publishedtime", "article:published_time", "createdate")
_FIRM_DATES = tuple(d for d in DATES if d.startswith(("发布", "信息发布", "公布", "公开")))
_FRONT = 60


@dataclass
class Metadata:
    """What is known of a report as a document."""

    title: str = ""
    organ: str = ""
    year: int | None = None
    period: str = ""
    published: date | None = None
    candidates: list[Candidate] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(self, name: str, value: str, origin: str) -> None:
        if value and Candidate(name, value, origin) not in self.candidates:
            self.candidates.append(Candidate(name, value, origin))

    def first(self, name: str, origins: Sequence[str]) -> str:
        """The best candidate: origins are prefixes, best first."""
        for origin in origins:
            for candidate in self.candidates:
                if candidate.field == name and candidate.origin.lower().startswith(origin):
                    return candidate.value
        return ""


def read_metadata(document: Document, lines: Sequence[Line], front: int) -> Metadata:
    """Metadata of a report; ``front`` is the number of lines before its first section."""
    found = Metadata()
    front = min(front if front else _FRONT, _FRONT, len(lines))
    opening = list(_pieces(lines[:front]))
    for title, origin in _titles(document, opening):
        found.add("title", title.text, origin)
        found.add("organ", title.organ, origin)
        found.add("year", str(title.year) if title.year else "", origin)
    around = [line.text for line in [*lines[: max(front, 12)], *lines[-6:]] if len(line.text) <= 400]
    _labels(found, fields(around))
    _meta(found, document)
    found.period, period_year = find_period([line.text for line in lines if not line.table])
    found.add("period", found.period, "period")
    found.add("year", str(period_year) if period_year else "", "period")
    body = Counter(y for line in lines[front:] if not line.table for y in years_in(line.text))
    body_year = body.most_common(1)[0][0] if body else None
    found.add("year", str(body_year) if body_year else "", "body")
    _signatures(found, lines, front)
    _choose(found, body)
    return found


def _pieces(lines: Sequence[Line]) -> Iterator[str]:
    """Lines before the first section; of a table row each cell is one, and 名称 gives its value."""
    for line in lines:
        if line.table:
            yield from (cell.text for cell in line.cells if cell.row == line.row and cell.text.strip())
            continue
        named = [value for label, value in fields([line.text]) if label in TITLES]
        yield from named or [line.text]


def _titles(document: Document, front: Sequence[str]) -> list[tuple[Title, str]]:
    out: list[tuple[Title, str]] = []
    title = find_title(front)
    if title:
        out.append((title, "title"))
    for wanted in _TITLE_META:
        for name, value in document.meta:
            parsed = parse_title(value) if name.lower() == wanted else None
            if parsed:
                out.append((parsed, name if name.startswith("page:") else f"meta:{name}"))
    page = parse_title(document.title) if document.title else None
    if page:
        out.append((page, "page:title"))
    return out


def _labels(found: Metadata, pairs: Sequence[tuple[str, str]], prefix: str = "label") -> None:
    for label, value in pairs:
        if label in DATES:
            day = find_date(value[:40])
            found.add("published", day.isoformat() if day else "", f"{prefix}:{label}")
        elif label in ORGANS or label in SOURCES:
            first = next(iter(value.split()), "").strip("[]【】()（）")
            name = clean_organ(wording("organ.site").sub("", first))
            if is_organ(name) or (
                label in ORGANS and 2 < len(name) <= 40 and not re.search("[，。：:]", name)
            ):
                found.add("organ", name, f"{prefix}:{label}")


def _meta(found: Metadata, document: Document) -> None:
    for name, value in document.meta:
        key = name.lower()
        if key in _DATE_META:
            day = find_date(value)
            found.add("published", day.isoformat() if day else "", f"meta:{name}")
        elif key in {"contentsource", "source", "author", "sitename", "og:site_name"}:
            organ = clean_organ(wording("organ.site").sub("", value.strip()))
            found.add("organ", organ if is_organ(organ) else "", f"meta:{name}")
        elif key in {"page:date", "page:source"}:
            _labels(found, [("发布日期" if key == "page:date" else "来源", value)], "page")
        elif key.startswith("page:"):
            _labels(found, [(name[5:], value)], "page")
    address = next(
        find_dates(re.sub(r"/(20\d\d)/(\d{1,2})/(\d{1,2})/", r" \1-\2-\3 ", document.url or "")), None
    )
    found.add("published", address.isoformat() if address else "", "url")


def _signatures(found: Metadata, lines: Sequence[Line], front: int) -> None:
    organ, signed = signature([line.text for line in lines[-8:] if not line.table])
    if not organ and not signed:  # some sign above the report: organ and date in brackets under the title
        organ, signed = "", next((d for t in lines[:front] if (d := _dated(t.text))), None)
    found.add("organ", organ, "signature")
    found.add("published", signed.isoformat() if signed else "", "signature")
    for line in lines[: max(front, 12)]:
        for match in wording("organ.editor").finditer(line.text if not line.table else ""):
            name = clean_organ(wording("organ.office").sub("", match.group(1)))
            found.add("organ", name if is_organ(name) else "", "body")


def _dated(text: str) -> date | None:
    """The date of a line that is nothing but one: （2025年1月20日）."""
    short = "".join(text.split()).strip("()（）[]【】")
    return find_date(short) if len(short) <= 11 and not re.search("[起至止]", short) else None


def _choose(found: Metadata, body: Counter[int]) -> None:
    found.title = found.first("title", ("title", "meta:articletitle", "page", "meta"))
    firm = tuple(f"{where}:{label}" for where in ("label", "page") for label in ORGANS)
    found.organ = _full(found, found.first("organ", (
        "title", "meta:articletitle", "page:h", "page:title", "meta:title", "meta:og:title", "page:名称", "page:标题",
        *firm, "label", "meta:contentsource", "meta:source", "page", "signature", "body", "meta",
    )))  # fmt: skip
    year = found.first("year", ("title", "meta", "page", "period", "body"))
    found.year = int(year) if year else None
    _publication(found)
    _disagreements(found, body)


def _full(found: Metadata, organ: str) -> str:
    """市档案局 → 云岭市档案局, if a candidate spells it out."""
    if not organ or organ[0] not in "省市县区州盟旗镇乡":
        return organ
    names = (c.value for c in found.candidates if c.field == "organ" and c.value.endswith(organ))
    return max(names, key=len, default=organ)


def _publication(found: Metadata) -> None:
    """The best dated evidence that a report of that year can have: nobody reports on a year before it ends."""
    possible = []
    for candidate in (c for c in found.candidates if c.field == "published" and c.origin != "url"):
        if found.year and candidate.value < f"{found.year}-12":
            message = f"{candidate.origin} says {candidate.value}, before the year {found.year} had ended"
            found.issues.append(Issue("meta.date-implausible", message, candidate.origin))
        else:
            possible.append(candidate)
    firm = tuple(f"{where}:{label}" for where in ("label", "page") for label in _FIRM_DATES)
    ranked = Metadata(candidates=possible)
    published = ranked.first("published", ("meta", *firm, "label", "page", "signature"))
    found.published = date.fromisoformat(published) if published else None


def _disagreements(found: Metadata, body: Counter[int]) -> None:
    named = {
        c.value: c.origin for c in reversed(found.candidates) if c.field == "year" and c.origin != "body"
    }
    if len(named) > 1:
        said = ", ".join(f"{origin} {value}" for value, origin in named.items())
        found.issues.append(Issue("meta.year-disagrees", f"years disagree: {said}", "title"))
    elif found.year and body and not body[found.year] and max(body.values()) >= 2:
        other = body.most_common(1)[0][0]
        found.issues.append(
            Issue("meta.year-disagrees", f"title says {found.year}, the text {other}", "body")
        )
    titled = found.first("organ", ("title",))
    for candidate in found.candidates:
        if candidate.field != "organ" or not titled or candidate.value == titled:
            continue
        firm = candidate.origin == "signature" or candidate.origin.split(":")[-1] in ORGANS
        if firm and not _same_organ(titled, candidate.value):
            message = f"the title names {titled}, {candidate.origin} {candidate.value}"
            found.issues.append(Issue("meta.organ-disagrees", message, candidate.origin))


def _same_organ(one: str, other: str) -> bool:
    """Whether one name is the other with its place, 人民政府 or its office added."""
    short, long = sorted((one, other), key=len)
    if long.endswith(short):
        return True
    return long.startswith(short) and bool(wording("organ.added").match(long[len(short) :]))
