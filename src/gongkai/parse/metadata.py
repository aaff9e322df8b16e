"""Organ, year, title, period and publication date, with every candidate and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from gongkai.model import Candidate, Document, Issue
from gongkai.parse.dates import find_date, find_period, years_in
from gongkai.parse.lines import Line
from gongkai.parse.titles import Title, find_title, parse_title, signature

_TITLE_META = ("articletitle", "title", "og:title")
_DATE_META = ("pubdate", "publishdate", "publishedtime", "article:published_time", "createdate")
_ORGAN_META = ("contentsource", "source", "sitename", "og:site_name")
_DATE_LABELS = (
    "发布日期",
    "发布时间",
    "发文日期",
    "公开日期",
    "生成日期",
    "成文日期",
    "印发日期",
    "日期",
    "时间",
)
_ORGAN_LABELS = ("发布机构", "公开机构", "发布单位", "发文机关", "信息来源", "来源", "公开责任部门")
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


def read_metadata(document: Document, lines: Sequence[Line], front: int) -> Metadata:
    """Metadata of a report; ``front`` is the number of lines before its first section."""
    found = Metadata()
    front = min(front if front else _FRONT, _FRONT, len(lines))
    titles = _titles(document, [line.text for line in lines[:front]])
    for title, origin in titles:
        found.add("title", title.text, origin)
        found.add("organ", title.organ, origin)
        found.add("year", str(title.year) if title.year else "", origin)
    _labels(found, lines)
    _meta(found, document)
    found.period, period_year = find_period([line.text for line in lines])
    found.add("period", found.period, "period")
    found.add("year", str(period_year) if period_year else "", "period")
    body = Counter(y for line in lines[front:] if not line.table for y in years_in(line.text))
    body_year = body.most_common(1)[0][0] if body else None
    found.add("year", str(body_year) if body_year else "", "body")
    organ, signed = signature([line.text for line in lines[-8:]])
    found.add("organ", organ, "signature")
    found.add("published", signed.isoformat() if signed else "", "signature")
    _choose(found, body)
    return found


def _titles(document: Document, front: Sequence[str]) -> list[tuple[Title, str]]:
    out: list[tuple[Title, str]] = []
    title = find_title(front)
    if title:
        out.append((title, "title"))
    meta = {name.lower(): value for name, value in document.meta}
    for name in _TITLE_META:
        parsed = parse_title(meta[name]) if name in meta else None
        if parsed:
            out.append((parsed, f"meta:{name}"))
    page = parse_title(document.title) if document.title else None
    if page:
        out.append((page, "page:title"))
    return out


def _labels(found: Metadata, lines: Sequence[Line]) -> None:
    for line in [*lines[:_FRONT], *lines[-6:]]:
        if len(line.text) > 300:
            continue
        for label in _DATE_LABELS:
            place = line.text.find(label)
            if place >= 0:
                day = find_date(line.text[place + len(label) : place + len(label) + 24])
                if day:
                    found.add("published", day.isoformat(), f"label:{label}")
        for label in _ORGAN_LABELS:
            place = line.text.find(label)
            if place < 0:
                continue
            rest = line.text[place + len(label) :].lstrip("：:\t ")
            name = rest.split()[0] if rest.split() else ""
            if 2 < len(name) <= 40 and not any(ch in name for ch in "，。：:"):
                found.add("organ", name, f"label:{label}")


def _meta(found: Metadata, document: Document) -> None:
    for name, value in document.meta:
        key = name.lower()
        if key in _DATE_META:
            day = find_date(value)
            found.add("published", day.isoformat() if day else "", f"meta:{name}")
        elif key in _ORGAN_META:
            found.add("organ", value.strip(), f"meta:{name}")


def _choose(found: Metadata, body: Counter[int]) -> None:
    found.title = _first(found, "title", ("title", "meta", "page"))
    found.organ = _first(found, "organ", ("title", "meta:articletitle", "page", "label", "meta", "signature"))
    year = _first(found, "year", ("title", "meta", "page", "period", "body"))
    found.year = int(year) if year else None
    published = _first(found, "published", ("meta", "label", "page", "signature"))
    found.published = date.fromisoformat(published) if published else None
    named = {c.value: c.origin for c in found.candidates if c.field == "year" and c.origin != "body"}
    if len(named) > 1:
        said = ", ".join(f"{origin} {value}" for value, origin in named.items())
        found.issues.append(Issue("meta.year-disagrees", f"years disagree: {said}", "title"))
    elif found.year and body and not body[found.year] and max(body.values()) >= 2:
        other = body.most_common(1)[0][0]
        found.issues.append(
            Issue("meta.year-disagrees", f"title says {found.year}, the text {other}", "body")
        )


def _first(found: Metadata, name: str, origins: Sequence[str]) -> str:
    for origin in origins:
        for candidate in found.candidates:
            if candidate.field == name and candidate.origin.lower().startswith(origin):
                return candidate.value
    return ""
