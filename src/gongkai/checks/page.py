"""Findings as one HTML page: for one report or many, worst first, nothing loaded from elsewhere, fit for print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from gongkai.checks.batch import Checked
from gongkai.checks.dismissals import Dismissals
from gongkai.checks.places import grouped, places
from gongkai.checks.rules import rule
from gongkai.model import Finding

_LABELS = {"FAIL": "错误", "UNCERTAIN": "请核对", "NOT_ASSESSABLE": "未能核对"}
_CELLS = 12  # cells of one finding that are listed
_LONGEST = 300  # characters of a quotation


def to_page(checked: Sequence[Checked], dismissals: Dismissals, version: str, *, title: str = "") -> str:
    """The page as text. All words of reports are escaped; it holds no script and loads nothing."""
    from jinja2 import Environment, StrictUndefined

    # Always on: the words on the page are those of strangers.
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(files("gongkai.data").joinpath("check_page.html").read_text("utf-8"))
    entries = [_entry(one, dismissals) for one in checked]
    shown = [entry for entry in entries if entry["findings"] or entry["dismissed"]]
    read = [one for one in checked if one.report_id]
    missing = len(checked) - len(read)
    wrong = sum(bool(entry["fails"]) for entry in entries)
    doubtful = sum(bool(entry["doubts"]) and not entry["fails"] for entry in entries) - missing
    clean = [entry for entry in entries if not entry["findings"] and not entry["dismissed"]]
    cards = [
        {"kind": "", "count": len(read), "label": "份报告 reports"},
        {"kind": "fail" if wrong else "ok", "count": wrong, "label": "份有错误 with errors"},
        {"kind": "doubt", "count": doubtful, "label": "份需核对 to check"},
        {"kind": "ok", "count": len(clean), "label": "份未发现问题 clean"},
    ]
    if missing:
        cards.append({"kind": "doubt", "count": missing, "label": "份未收集到 not seen"})
    return template.render(
        title=title or _title(checked),
        made=datetime.now().strftime("%Y-%m-%d %H:%M"),
        version=version,
        cards=cards,
        entries=shown,
        clean=clean,
    )


def _title(checked: Sequence[Checked]) -> str:
    one = checked[0] if len(checked) == 1 else None
    return f"{one.organ}{one.year or ''}年报告核查" if one else "政府信息公开年度报告核查"


def _entry(one: Checked, dismissals: Dismissals) -> dict[str, Any]:
    problems = [f for f in one.findings if f.verdict != "PASS"]
    open_ = [f for f in problems if not dismissals.reason(f)]
    merged = [_found(group, one, dismissals) for group in grouped(open_)]
    return {
        "organ": one.organ,
        "year": one.year,
        "title": one.title,
        "source": one.url or one.source,
        "fails": sum(found["verdict"] == "FAIL" for found in merged),
        "doubts": sum(found["verdict"] == "UNCERTAIN" for found in merged),
        "worst": merged[0]["message"] if merged else "",
        "findings": merged,
        "dismissed": [_found([f], one, dismissals) for f in problems if dismissals.reason(f)],
    }


def _found(group: Sequence[Finding], one: Checked, dismissals: Dismissals) -> dict[str, Any]:
    first = group[0]
    listed = places(first, one.printed)
    return {
        "verdict": first.verdict,
        "label": _LABELS.get(first.verdict, first.verdict),
        "message": first.message,
        "message_en": first.message_en,
        "rules": "、".join(f.rule for f in group),
        "ids": " ".join(f.id for f in group),
        "source": rule(first.rule).source,
        "places": listed[:_CELLS],
        "more": max(0, len(listed) - _CELLS),
        "has_expected": bool(first.expected),
        "quotes": [s.text if len(s.text) <= _LONGEST else f"{s.text[:_LONGEST]}…" for s in first.spans],
        "reason": dismissals.reason(first),
    }
