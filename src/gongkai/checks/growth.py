"""“受理申请120件，同比增长20%” against last year's report."""

from __future__ import annotations

from gongkai.checks.amounts import Amounts, name_zh
from gongkai.checks.claims import find_claims
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import PERCENT
from gongkai.checks.percent import fits
from gongkai.checks.wording import wording
from gongkai.model import Report


def check_growth(previous: Report, current: Report, ledger: Ledger) -> None:
    """P.PCT for the change of applications received. The base may be counted otherwise, so never more than a doubt."""
    before = Amounts(previous)
    for claim in find_claims(ledger.passages, current.year):
        change = wording("percent.change").match(claim.masked.text[claim.stop : claim.stop + 60])
        if claim.pattern.rule != "P.REQ" or not change:
            continue
        bases = {names: value for names in claim.pattern.candidates if (value := before.sum(names))}
        if not bases:
            continue
        ledger.checked("P.PCT")
        rises = bool(wording("percent.up").search(change.group("way")))
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
