"""“受理申请120件，同比增长20%” against last year's report."""

from __future__ import annotations

import re

from gongkai.checks.amounts import Amounts, name_zh
from gongkai.checks.claims import compiled, find_claims
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import PERCENT
from gongkai.checks.percent import UP, fits
from gongkai.model import Report

_CHANGE = compiled(
    r"^(?:（[^（）]{0,24}）)?[，（]?(?:申请数量|数量|总量)?(?:同比|较上年|比上年|较去年|比去年|较上一年|比上一年)(?:度)?(?:同期)?"
    r"(?P<way>增长|增加|上升|提高|下降|减少|回落|降低)了?<P>"
)


def check_growth(previous: Report, current: Report, ledger: Ledger) -> None:
    """P.PCT for the change of applications received. The base may be counted otherwise, so never more than a doubt."""
    before = Amounts(previous)
    for claim in find_claims(ledger.passages, current.year):
        change = _CHANGE.match(claim.masked.text[claim.stop : claim.stop + 60])
        if claim.pattern.rule != "P.REQ" or not change:
            continue
        bases = {names: value for names in claim.pattern.candidates if (value := before.sum(names))}
        if not bases:
            continue
        ledger.checked("P.PCT")
        rises = re.fullmatch(UP, change.group("way")) is not None
        printed = claim.masked.value(claim.masked.text.index(PERCENT, claim.stop))
        if any(
            fits(claim.value - base, base, printed) and (claim.value >= base) == rises
            for base in bases.values()
        ):
            continue
        end = claim.masked.span(claim.stop, claim.stop + change.end())[1]
        listed = "，".join(f"{name_zh(names)}{value}" for names, value in bases.items())
        names, base = next(iter(bases.items()))
        exact = f"{(claim.value - base) * 100 / base:+.2f}"
        ledger.add(
            "P.PCT",
            "UNCERTAIN",
            f"“{current.text[claim.start : end]}”：上年报告是{listed}，按“{name_zh(names)}”计算变化为{exact}%，请核对。",
            f"“{current.text[claim.start : end]}”: from last year's {base} the change is {exact}%; please check.",
            spans=[(claim.start, end)],
        )
