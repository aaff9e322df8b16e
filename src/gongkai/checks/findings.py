"""Collects findings: stable ids, spans that quote the text, one PASS per rule that was looked at and held."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from gongkai.checks.masked import Masked, masked_passages
from gongkai.checks.rules import rule
from gongkai.model import Cell, Finding, Report, Severity, Span, Verdict

VERDICTS: tuple[Verdict, ...] = ("FAIL", "UNCERTAIN", "NOT_ASSESSABLE", "PASS")
WEIGHTS: tuple[Severity, ...] = ("error", "warn", "info")


def finding_id(*parts: str) -> str:
    """The stable id of a finding that rests on these parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


class Ledger:
    """The findings about one report (``key`` tells pairs of reports apart)."""

    def __init__(self, report: Report, key: str = "") -> None:
        self.report = report
        self._key = key
        self._found: list[Finding] = []
        self._checked: dict[str, list[tuple[str, str]]] = {}

    @cached_property
    def passages(self) -> list[Masked]:
        """The report's passages with every figure one sign; the prose checks share them."""
        return list(masked_passages(self.report))

    def checked(self, *rule_ids: str) -> None:
        """The rules could be applied; those without a finding in the end become PASS."""
        for rule_id in rule_ids:
            self._checked.setdefault(rule_id, [])

    def held(self, rule_id: str, zh: str, en: str) -> None:
        """The rule was applied and held here; what was compared is told with the PASS."""
        self._checked.setdefault(rule_id, []).append((zh, en))

    def add(
        self,
        rule_id: str,
        verdict: Verdict,
        zh: str,
        en: str,
        *,
        cells: Iterable[str] = (),
        expected: Mapping[str, Decimal] | None = None,
        spans: Iterable[tuple[int, int]] = (),
        severity: Severity | None = None,
    ) -> None:
        """Record a verdict. ``spans`` are (start, end) in the report's text. A FAIL must show its evidence."""
        shown = tuple(cells)
        quoted = tuple(Span(start, end, self.report.text[start:end]) for start, end in spans)
        right = dict(expected or {})
        if verdict == "FAIL" and not shown and not quoted:
            raise ValueError(f"{rule_id}: a FAIL needs cells or spans")
        identity = self._identity(rule_id, shown, quoted, right)
        weight = severity or rule(rule_id).severity
        told = en[:1].upper() + en[1:]
        self._found.append(Finding(identity, rule_id, verdict, weight, zh, told, shown, right, quoted))

    def _identity(
        self, rule_id: str, cells: tuple[str, ...], spans: tuple[Span, ...], expected: Mapping[str, Decimal]
    ) -> str:
        # The evidence is part of it: a dismissed finding comes back when what it rests on changes.
        parts = [rule_id, self.report.organ, str(self.report.year), self._key]
        parts += [f"{cell}={raw(self.report, cell)}" for cell in cells]
        parts += ["".join(span.text.split()) for span in spans]
        parts += [f"{cell}->{value}" for cell, value in sorted(expected.items())]
        return finding_id(*parts)

    def findings(self) -> tuple[Finding, ...]:
        """Worst first; then PASS for every rule checked without a finding."""
        spoken = {finding.rule for finding in self._found}
        for rule_id, seen in self._checked.items():
            if rule_id not in spoken:
                passed = rule(rule_id)
                zh = "；".join(dict.fromkeys(note for note, _ in seen)) or passed.zh
                en = "; ".join(dict.fromkeys(note for _, note in seen)) or passed.en
                self.add(rule_id, "PASS", f"符合：{zh}", f"Holds: {en}")
        distinct = {
            finding.id: finding for finding in self._found
        }  # one sentence quoted twice is one finding
        return tuple(
            sorted(distinct.values(), key=lambda f: (VERDICTS.index(f.verdict), WEIGHTS.index(f.severity)))
        )


def cell_of(report: Report, cell_id: str) -> Cell | None:
    """The cell, or None when the report has no such cell."""
    return report.tables.get(cell_id.split(".", 1)[0], {}).get(cell_id)


def value_of(report: Report, cell_id: str) -> Decimal | None:
    """The number in the cell, None if there is none or no such cell."""
    cell = cell_of(report, cell_id)
    return cell.value if cell else None


def raw(report: Report, cell_id: str) -> str:
    """What is printed in the cell, "" if nothing or no such cell."""
    cell = cell_of(report, cell_id)
    return cell.raw if cell else ""
