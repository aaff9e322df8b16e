"""Findings as SARIF 2.1.0 (OASIS standard), for tools that read results of checkers.

UNCERTAIN is ``kind: review`` and NOT_ASSESSABLE ``kind: notApplicable``; both then have ``level: none``, as the standard
asks. The finding's id is a partial fingerprint; a dismissal is a suppression with its justification.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gongkai.checks.batch import Checked
from gongkai.checks.dismissals import Dismissals
from gongkai.checks.places import places
from gongkai.checks.rules import Rule, rules
from gongkai.model import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_KINDS = {"FAIL": "fail", "UNCERTAIN": "review", "NOT_ASSESSABLE": "notApplicable", "PASS": "pass"}
_LEVELS = {"error": "error", "warn": "warning", "info": "note"}


def to_sarif(checked: Iterable[Checked], dismissals: Dismissals, version: str) -> dict[str, Any]:
    """One run with every finding given. ``version`` is gongkai's."""
    known = list(rules())
    index = {rule.id: i for i, rule in enumerate(known)}
    results = [
        _result(one, finding, index, dismissals.reason(finding))
        for one in checked
        for finding in one.findings
    ]
    driver = {
        "name": "gongkai",
        "version": version,
        "rules": [_rule(rule) for rule in known],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.en},
        "fullDescription": {"text": f"{rule.zh} / {rule.en}"},
        "help": {"text": rule.source},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"level": rule.level, "zh": rule.zh, "source": rule.source},
    }


def _result(one: Checked, finding: Finding, index: dict[str, int], dismissed: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "kind": _KINDS[finding.verdict],
        "level": _LEVELS[finding.severity] if finding.verdict == "FAIL" else "none",
        "message": {"text": f"{finding.message}\n{finding.message_en}".strip()},
        "partialFingerprints": {"gongkaiFinding/v1": finding.id},
        "locations": [_location(one, finding)],
        "properties": {
            "organ": one.organ,
            "year": one.year,
            "verdict": finding.verdict,
            "severity": finding.severity,
            "quotes": [{"start": s.start, "end": s.end, "text": s.text} for s in finding.spans],
        },
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if dismissed:
        result["suppressions"] = [{"kind": "external", "justification": dismissed}]
    return result


def _location(one: Checked, finding: Finding) -> dict[str, Any]:
    cells = [
        {
            "name": f"{place.table}“{place.row}”行“{place.column}”列",
            "fullyQualifiedName": place.cell,
            "kind": "member",
            "properties": {"printed": place.printed, "expected": place.expected},
        }
        for place in places(finding, one.printed)
    ]
    organ = {"name": one.organ or "?", "kind": "module"}
    location: dict[str, Any] = {"logicalLocations": [*cells, organ]}
    if one.source:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(one.source)}}
    return location


def _uri(source: str) -> str:
    if "://" in source:
        return quote(source, safe=":/?#[]@!$&'()*+,;=%")
    path = Path(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
