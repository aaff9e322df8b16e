"""Many reports at once: each by itself, against last year's, against other carriers, and against all other organs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from gongkai.checks.across import compare_years
from gongkai.checks.carriers import best_first, compare_carriers, confirmed, is_replaced, is_version_of
from gongkai.checks.findings import VERDICTS, WEIGHTS, Ledger, finding_id, raw
from gongkai.checks.one import check_report
from gongkai.checks.organs import organ_key
from gongkai.checks.publication import check_publication, missing_reports
from gongkai.checks.rules import rule
from gongkai.checks.similar import COPIED, LIMIT, Likeness, Narrative, find_likenesses, narrative_of
from gongkai.model import Finding, Report, Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about one report, or about a report that is missing (``report_id`` and ``source`` empty)."""

    organ: str
    year: int | None
    title: str = ""
    source: str = ""
    report_id: str = ""
    url: str | None = None
    findings: tuple[Finding, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)  # what the cells named by the findings say


@dataclass(slots=True)
class _One:
    """A report in the batch: what is kept of it when its organ is done."""

    checked: Checked
    narrative: Narrative
    findings: list[Finding]


def check_batch(
    reports: Iterable[Report],
    *,
    is_collection: bool = True,
    expected: Iterable[str] = (),
    year: int | None = None,
    today: date | None = None,
) -> list[Checked]:
    """Every rule over every report, worst report first.

    ``reports`` may be a stream; only the reports of one organ are held at a time if they follow one another (sort by
    ``organ_key``). Of a collection, reports that are missing are told: years that an organ skips, and organs of
    ``expected`` without a report on ``year`` (by default the latest year seen).
    Cells and spans of a finding are those of the report it stands with.
    """
    kept: list[_One] = []
    names: dict[str, str] = {}
    years: dict[str, set[int]] = {}
    for key, group in itertools.groupby(reports, organ_key):
        of_organ = list(group)
        names.setdefault(key, of_organ[0].organ)
        years.setdefault(key, set()).update(r.year for r in of_organ if r.year)
        kept += _organ(key, of_organ)
    by_id = {one.checked.report_id: one for one in kept}
    for likeness in find_likenesses([one.narrative for one in kept]):
        by_id[likeness.one.report].findings.append(_alike(likeness, by_id[likeness.one.report].checked))
    done = [_with(one) for one in kept]
    if not is_collection:
        return sorted(done, key=_badness)
    years_of = {names[key]: found for key, found in years.items() if names[key] and found}
    for organ, when, finding in missing_reports(years_of, expected, year, today or date.today()):
        done.append(Checked(organ, when, findings=(finding,)))
    return sorted(done, key=_badness)


def _organ(key: str, reports: Sequence[Report]) -> list[_One]:
    """The reports of one organ, each with its own findings and those against its other years and carriers."""
    own = {r.id: [] if is_replaced(r) else list(check_report(r)) for r in reports}
    by_year: dict[int | None, list[Report]] = {}
    for report in reports:
        by_year.setdefault(report.year, []).append(report)
    for when, carriers in by_year.items():
        ranked = best_first(carriers) if when is not None else []
        for other in ranked[1:]:
            ledger = Ledger(ranked[0], key=other.sha256)
            compare_carriers(ranked[0], other, ledger)
            mine, theirs = own[ranked[0].id], own[other.id]
            if not is_version_of(ranked[0], other):
                own[ranked[0].id] = confirmed(ranked[0], other, mine, theirs)
                own[other.id] = confirmed(other, ranked[0], theirs, mine)
            own[ranked[0].id] = [*own[ranked[0].id], *ledger.findings()]
        if when is not None and when - 1 in by_year:
            ledger = Ledger(ranked[0], key=str(when - 1))
            compare_years(best_first(by_year[when - 1])[0], ranked[0], ledger)
            own[ranked[0].id] += ledger.findings()
    found = []
    for report in reports:
        ledger = Ledger(report)
        check_publication(report, ledger)
        findings = [*own[report.id], *ledger.findings()]
        printed = {cell: raw(report, cell) for finding in findings for cell in finding.cells}
        about = (report.organ, report.year, report.title, report.source, report.id, report.url)
        head = Checked(*about, printed=printed)
        found.append(_One(head, narrative_of(report, key), findings))
    return found


def _alike(likeness: Likeness, checked: Checked) -> Finding:
    one, other, share = likeness.one, likeness.other, likeness.share
    where = f"{other.name}{other.year or ''}年报告"
    zh = f"叙述部分（一、五）有{share}%的文字与{where}相同（不计数字、机关名称和法定用语），超过{LIMIT}%。"
    en = f"{share}% of the narrative repeats the report of {other.name} for {other.year} (numbers and names aside)."
    # The same numbers too: one report that two sites carry under different names.
    is_twin = one.year == other.year and len(one.numbers) > 4 and one.numbers == other.numbers
    zh += "表格数字也完全相同，可能是同一份报告的两个副本。" if is_twin else ""
    parts = (checked.organ, str(checked.year), other.name, str(other.year), *(s.text for s in likeness.spans))
    verdict: Verdict = "FAIL" if share >= COPIED and likeness.spans and not is_twin else "UNCERTAIN"
    identity = finding_id("X.SIMILAR", *parts)
    return Finding(identity, "X.SIMILAR", verdict, rule("X.SIMILAR").severity, zh, en, spans=likeness.spans)


def _with(one: _One) -> Checked:
    order = sorted(one.findings, key=lambda f: (VERDICTS.index(f.verdict), WEIGHTS.index(f.severity)))
    return replace(one.checked, findings=tuple(order))


def _badness(checked: Checked) -> tuple[int, int, int, str, int]:
    counts = {(v, w): 0 for v in VERDICTS for w in WEIGHTS}
    for finding in checked.findings:
        counts[finding.verdict, finding.severity] += 1
    fails = [counts["FAIL", w] for w in WEIGHTS]
    return (
        -fails[0],
        -sum(fails),
        -counts["UNCERTAIN", "error"] - counts["UNCERTAIN", "warn"],
        checked.organ,
        checked.year or 0,
    )
