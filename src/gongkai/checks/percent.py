"""Percentages recomputed and parts added up, only where part and whole are both plainly stated."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal

from gongkai.checks.amounts import Amounts
from gongkai.checks.claims import (
    NUMBER,
    UNIT,
    Compact,
    find_claims,
    is_about_requests,
    lead,
    narrative,
    to_number,
)
from gongkai.checks.findings import Ledger
from gongkai.model import Passage, Report

_N = NUMBER.replace("(?P<n>", "(")
_P = r"(\d{1,5}(?:\.\d{1,4})?)%"
_GROWTH = re.compile(
    rf"{_N}{UNIT}[，,（(]?(?:同比)?(?:比|较)(?:上一?年|去年|20\d\d年)度?(?:同期)?(?:的)?{_N}{UNIT}"
    rf"[，,]?(?:同比)?(增长|增加|上升|下降|减少|回落)了?{_P}"
)
_FROM_TO = re.compile(
    rf"由[^，。；\d]{{0,12}}{_N}{UNIT}(?:增至|增加到|增长到|上升到|降至|下降到|减少到){_N}{UNIT}"
    rf"[，,]?(?:同比)?(增长|增加|上升|下降|减少|增幅|降幅)[为达了]?{_P}"
)
_SHARE = re.compile(
    rf"(予以公开(?:及|和|与|、)?(?:部分公开)?|部分公开|不予公开|无法提供|不予处理|其他处理)[^，。；\d]{{0,6}}{_N}{UNIT}"
    rf"[，,（(](?:占|占比)?(?:总数|办结总数|办结数|申请总数)?的?(?:比例)?为?{_P}"
)
_WHOLE = re.compile(
    rf"(?P<lead>[^，。；、：:（）()\d]{{0,16}}){_N}(?P<unit>[\u4e00-\u9fff]{{1,2}}?)[，,：:（(]?(?:其中|分别(?:为|是)?)[：:，,]?(?P<list>[^。；]{{1,160}})"
)
_PART = re.compile(
    rf"^(?P<label>[^，。；\d%]{{1,14}}?)(?:的)?(?:共|各|为|有)?{_N}(?P<unit>[\u4e00-\u9fff]{{1,2}})"
)
_NOT_A_PART = re.compile(
    r"答复|办结|较|比|增|减|占|另|还|累计|全年|此外|同时|其中|均|上年|结转|共计|已|包括|涉及|超|余|近|约"
)
# One item published through several channels counts once in the whole and once in each channel.
_CHANNEL = re.compile(
    r"网|微信|微博|公众号|公报|平台|媒体|渠道|方式|抖音|视频号|客户端|公示栏|公开栏|报刊|电视|头条"
)
_VAGUE = ("近", "约", "超", "逾", "第")
_CLOSE = Decimal("0.1")


def check_percentages(report: Report, ledger: Ledger) -> None:
    """P.PCT and P.PARTS."""
    amounts = Amounts(report)
    for passage in report.passages:
        if passage.section in ("s0", "s5"):
            continue
        compact = Compact(passage)
        _growth(ledger, report, compact)
        _parts(ledger, report, compact)
    stated = [claim.value for claim in find_claims(report) if claim.pattern.rule in ("P.REQ", "P.DONE")]
    for passage in narrative(report):
        _shares(ledger, report, amounts, passage, stated)


def fits(part: Decimal, whole: Decimal, printed: str) -> bool:
    """Whether ``printed`` per cent is part/whole, rounded or cut off at its last digit."""
    if not whole:
        return False
    exact = abs(part) * 100 / abs(whole)
    value = Decimal(printed)
    step = Decimal(1).scaleb(value.as_tuple().exponent if isinstance(value.as_tuple().exponent, int) else 0)  # type: ignore[arg-type]
    return abs(exact - value) <= step / 2 or exact.quantize(step, ROUND_DOWN) == value


def _growth(ledger: Ledger, report: Report, compact: Compact) -> None:
    for regex, order in ((_GROWTH, (1, 2)), (_FROM_TO, (2, 1))):
        for match in regex.finditer(compact.text):
            now, old = to_number(match.group(order[0])), to_number(match.group(order[1]))
            printed = match.group(4)
            if "余" in match.group(0) or lead(compact.text, match.start()).endswith(_VAGUE):
                continue
            ledger.checked("P.PCT")
            if not old or fits(now - old, old, printed):
                continue
            start, end = compact.span(*match.span())
            right = (abs(now - old) * 100 / old).quantize(Decimal("0.01"))
            ledger.add(
                "P.PCT",
                "FAIL",
                f"“{report.text[start:end]}”：{old}到{now}，变化应为{right}%，写的是{printed}%。",
                f"From {old} to {now} is {right}%, the text says {printed}%.",
                spans=[(start, end)],
            )


def _shares(
    ledger: Ledger, report: Report, amounts: Amounts, passage: Passage, stated: list[Decimal]
) -> None:
    compact = Compact(passage)
    if not is_about_requests(passage, compact.text):
        return
    wholes = [amounts.sum(names) for names in (("done",), ("new",), ("new", "carry_in"))]
    known = [whole for whole in (*wholes, *stated) if whole]
    for match in _SHARE.finditer(compact.text):
        part, printed = to_number(match.group(2)), match.group(3)
        if not known or Decimal(printed) > 100:
            continue
        ledger.checked("P.PCT")
        if any(fits(part, whole, printed) for whole in known):
            continue
        start, end = compact.span(*match.span())
        right = (part * 100 / known[0]).quantize(Decimal("0.01"))
        ledger.add(
            "P.PCT",
            "FAIL",
            f"“{report.text[start:end]}”：{part}占办理结果总计{known[0]}的{right}%，写的是{printed}%；按新收数计算也不符。",
            f"“{report.text[start:end]}”: {part} of {known[0]} is {right}%, not {printed}%; no other whole fits.",
            cells=amounts.cells_of(("done",)),
            spans=[(start, end)],
        )


def _parts(ledger: Ledger, report: Report, compact: Compact) -> None:
    for match in _WHOLE.finditer(compact.text):
        unit = match.group("unit")
        parts: list[Decimal] = []
        at = end = match.start("list")
        for piece in re.split(r"(?<=[，、,])", match.group("list")):
            at += len(piece)
            found = _PART.match(piece)
            if (
                not found
                or found.group("unit")[: len(unit)] != unit
                or _NOT_A_PART.search(found.group("label"))
            ):
                break
            parts.append(to_number(found.group(2)))
            end = at
        if len(parts) >= 2:
            before = re.split(r"[。；;]", lead(compact.text, match.end(2)))[-1]
            wholes = [to_number(n) for n in re.findall(_N, before)]
            is_channels = bool(_CHANNEL.search(compact.text[match.start("list") : end]))
            _add_up(ledger, report, compact.span(match.start(), end), wholes, parts, is_channels)


def _add_up(
    ledger: Ledger,
    report: Report,
    span: tuple[int, int],
    wholes: list[Decimal],
    parts: list[Decimal],
    is_channels: bool,
) -> None:
    """The whole is the number just before; earlier ones of the sentence (新收…，结转…，其中…) may belong to it."""
    added, whole = sum(parts, Decimal(0)), wholes[-1]
    ledger.checked("P.PARTS")
    if added in wholes or (len(wholes) > 1 and added <= sum(wholes)):
        return
    listed = "+".join(str(part) for part in parts)
    quoted = report.text[span[0] : span[1]]
    if added > whole:
        ledger.add(
            "P.PARTS",
            "UNCERTAIN" if is_channels and max(parts) <= whole else "FAIL",
            f"“{quoted}”：各部分{listed}={added}，超过总数{whole}。"
            + ("同一信息多渠道发布可能重复计数，请核对。" if is_channels else ""),
            f"“{quoted}”: the parts {listed}={added} exceed the whole {whole}.",
            spans=[span],
        )
    elif added < whole and whole - added <= whole * _CLOSE:
        ledger.add(
            "P.PARTS",
            "UNCERTAIN",
            f"“{quoted}”：各部分{listed}={added}，比总数{whole}少{whole - added}；如果列的是全部，请核对。",
            f"“{quoted}”: the parts {listed}={added} fall {whole - added} short of {whole}; check if all are listed.",
            spans=[span],
            severity="info",
        )
