"""Percentages recomputed, only where part and whole (or this year's number and last year's) are both stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from gongkai.checks.amounts import Amounts
from gongkai.checks.claims import find_claims, in_narrative, is_about_requests
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import EXACT, PERCENT, Masked
from gongkai.checks.wording import wording
from gongkai.model import Report, Verdict


def check_percentages(report: Report, ledger: Ledger) -> None:
    """P.PCT: growth and shares recomputed. Source: FORMAT §5 (占33.9%, 同比增长1.05%)."""
    for masked in ledger.passages:
        if masked.passage.section not in ("s0", "s5") and re.search(rf"{PERCENT}|[较比与]", masked.text):
            _growth(report, ledger, masked)
            _difference(report, ledger, masked)
            _shares_stated(report, ledger, masked)
    amounts = Amounts(report)
    claims = find_claims(ledger.passages, report.year)
    stated = [claim.value for claim in claims if claim.pattern.rule in ("P.REQ", "P.DONE")]
    for masked in ledger.passages:
        if in_narrative(masked) and PERCENT in masked.text and is_about_requests(masked):
            _shares_of_requests(report, ledger, amounts, masked, stated)


def fits(part: Decimal, whole: Decimal, printed: Decimal) -> bool:
    """Whether ``printed`` per cent is part/whole, rounded or cut off at its last digit."""
    if not whole:
        return False
    exact = abs(part) * 100 / abs(whole)
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(min(int(exponent), 0))
    return abs(exact - printed) <= step / 2 or exact.quantize(step, ROUND_DOWN) == printed


def _verdict(part: Decimal, whole: Decimal, printed: Decimal) -> Verdict:
    """UNCERTAIN where the last digit is one off: shares are often trimmed so that they add up to 100."""
    step = Decimal(1).scaleb(min(int(printed.as_tuple().exponent), 0))
    near = whole and abs(abs(part) * 100 / abs(whole) - printed) <= step * Decimal("1.5")
    return "UNCERTAIN" if near else "FAIL"


def _signs(masked: Masked, match: re.Match[str], sign: str) -> list[Decimal]:
    return [masked.value(i) for i in range(*match.span()) if masked.text[i] == sign]


def _growth(report: Report, ledger: Ledger, masked: Masked) -> None:
    for name in ("percent.since", "percent.from_to"):
        for match in wording(name).finditer(masked.text):
            now, old = _signs(masked, match, EXACT)[:2]
            if name == "percent.from_to":
                now, old = old, now
            printed = _signs(masked, match, PERCENT)[0]
            ledger.checked("P.PCT")
            rises = bool(wording("percent.up").search(match.group("way")))
            if not old or (fits(now - old, old, printed) and (now == old or rises == (now > old))):
                continue
            start, end = masked.span(*match.span())
            right = f"{(now - old) * 100 / old:+.2f}"
            zh = f"“{report.text[start:end]}”：由{old}到{now}，变化应为{right}%，写的是{match.group('way')}{printed}%。"
            en = f"From {old} to {now} is {right}%, the text says {printed}%."
            verdict = _verdict(now - old, old, printed) if rises == (now > old) else "FAIL"
            ledger.add("P.PCT", verdict, zh, en, spans=[(start, end)])


def _difference(report: Report, ledger: Ledger, masked: Masked) -> None:
    for match in wording("percent.difference").finditer(masked.text):
        now, old, change = _signs(masked, match, EXACT)[:3]
        ledger.checked("P.PCT")
        rises = bool(wording("percent.up").search(match.group("way")))
        if now - old == (change if rises else -change):
            continue
        start, end = masked.span(*match.span())
        zh = f"“{report.text[start:end]}”：由{old}到{now}，相差{now - old:+}，写的是{match.group('way')}{change}。"
        en = f"From {old} to {now} is {now - old:+}, the text says {change}."
        ledger.add("P.PCT", "FAIL", zh, en, spans=[(start, end)])


def _shares_stated(report: Report, ledger: Ledger, masked: Masked) -> None:
    """Shares whose whole stands in the sentence; with an unnamed whole, a number before it may be meant."""
    for match in wording("percent.stated").finditer(masked.text):
        part, whole = _signs(masked, match, EXACT)
        _compare(report, ledger, masked, match, (part, [whole]), is_certain=True)
    for match in wording("percent.earlier").finditer(masked.text):
        part = _signs(masked, match, EXACT)[0]
        unit = masked.figures[match.start()].unit
        wholes = [
            masked.value(i)
            for i, figure in masked.figures.items()
            if i < match.start() and masked.text[i] == EXACT and figure.unit == unit
        ]
        if wholes and not wording("percent.share").search(masked.text, max(0, match.start() - 20)):
            _compare(report, ledger, masked, match, (part, wholes), is_certain=False)


def _compare(
    report: Report,
    ledger: Ledger,
    masked: Masked,
    match: re.Match[str],
    share: tuple[Decimal, Sequence[Decimal]],
    *,
    is_certain: bool,
) -> None:
    part, wholes = share
    printed = _signs(masked, match, PERCENT)[0]
    ledger.checked("P.PCT")
    if any(fits(part, whole, printed) for whole in wholes):
        return
    start, end = masked.span(*match.span())
    right = f"{part * 100 / wholes[-1]:.2f}" if wholes[-1] else "?"
    ledger.add(
        "P.PCT",
        _verdict(part, wholes[-1], printed) if is_certain else "UNCERTAIN",
        f"“{report.text[start:end]}”：{part}占{wholes[-1]}的{right}%，写的是{printed}%。",
        f"“{report.text[start:end]}”: {part} of {wholes[-1]} is {right}%, not {printed}%.",
        spans=[(start, end)],
    )


def _shares_of_requests(
    report: Report, ledger: Ledger, amounts: Amounts, masked: Masked, stated: Sequence[Decimal]
) -> None:
    wholes = [amounts.sum(names) for names in (("done",), ("new",), ("new", "carry_in"))]
    known = [whole for whole in (*wholes, *stated) if whole]
    for match in wording("percent.share").finditer(masked.text):
        part, printed = _signs(masked, match, EXACT)[0], _signs(masked, match, PERCENT)[0]
        if not known or printed > 100:
            continue
        ledger.checked("P.PCT")
        if any(fits(part, whole, printed) for whole in known):
            continue
        start, end = masked.span(*match.span())
        right = (part * 100 / known[0]).quantize(Decimal("0.01"))
        doubt = "t3" in amounts.doubts or wording("scope.part").search(masked.text)
        ledger.add(
            "P.PCT",
            "UNCERTAIN" if doubt or any(_verdict(part, w, printed) != "FAIL" for w in known) else "FAIL",
            f"“{report.text[start:end]}”：{part}占办理结果总计{known[0]}的{right}%，写的是{printed}%；按新收数计算也不符。",
            f"“{report.text[start:end]}”: {part} of {known[0]} is {right}%, not {printed}%; no other whole fits.",
            cells=amounts.cells_of(("done",)),
            spans=[(start, end)],
        )
