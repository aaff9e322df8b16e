"""Checks: which cell or sentence of a report is wrong, what it should be, and why.

``check_report`` looks at one report, ``check_pair`` at two years of one organ, ``check_batch`` at many reports of many
organs; ``rules`` lists what they apply.
"""

from __future__ import annotations

from gongkai.checks.batch import Checked, check_batch
from gongkai.checks.dismissals import Dismissal, Dismissals
from gongkai.checks.one import check_pair, check_report
from gongkai.checks.organs import organ_key
from gongkai.checks.rules import Rule, rules

__all__ = [
    "Checked",
    "Dismissal",
    "Dismissals",
    "Rule",
    "check_batch",
    "check_pair",
    "check_report",
    "organ_key",
    "rules",
]
