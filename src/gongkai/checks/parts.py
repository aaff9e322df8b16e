"""“其中…、…”, “分别为…”, “…，共计…”: parts and their whole added up."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.checks.claims import sentence_before
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import EXACT, Masked, joined
from gongkai.checks.wording import wording
from gongkai.model import Report, Verdict

_CLOSE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Sum:
    wholes: list[Decimal]  # the nearest last
    parts: list[Decimal]
    start: int
    end: int
    is_open: bool  # 其中, 包括: the list may name only some
    words: str


def check_parts(report: Report, ledger: Ledger) -> None:
    """P.PARTS. Source: FACTS §6 (parts above the total are an error, parts below may be a partial 其中)."""
    for above, one in itertools.pairwise((None, *ledger.passages)):
        if one is None or one.passage.section in ("s0", "s5"):
            continue
        goes_on = above is not None and one.text.startswith(("其中", "分别")) and EXACT in above.text
        masked = joined(above, one, report) if above is not None and goes_on else one
        if masked.text.count(EXACT) < 3:
            continue
        for found in (*_listed(masked), *_added(masked)):
            _add_up(report, ledger, masked, found)


def _listed(masked: Masked) -> Iterator[_Sum]:
    text = masked.text
    at = 0
    while match := wording("parts.list").search(text, at):
        at = match.start() + 1
        unit = masked.figures[match.start()].unit
        stop = _closing(text, match.start("list")) if match.group("how") == "（" else match.end("list")
        if match.group("how") == "（":
            inner = wording("parts.inner").match(text[match.start("list") :])
            begin = match.start("list") + (inner.end() if inner else 0)
        else:
            begin = match.start("list")
        parts, end = _parts_of(masked, begin, stop, unit)
        if len(parts) < 2:
            continue
        sentence = sentence_before(text, match.start())
        from_ = match.start() - len(sentence)
        wholes = [
            masked.value(i)
            for i in range(from_, match.start() + 1)
            if text[i] == EXACT and masked.figures[i].unit == unit
        ]
        if match.group("how") == "（":
            wholes = wholes[-1:]  # a bracket tells of the number before it alone
        is_open = match.group("how") in ("其中", "包括", "包含", "（")
        yield _Sum(wholes, parts, match.start() - _label(sentence), end, is_open, text[begin:end])


def _label(sentence: str) -> int:
    """How many characters before a whole name it: quoted with it."""
    return min(len(re.split(r"[，、。；：]", sentence)[-1]), 20)


def _closing(text: str, at: int) -> int:
    end = text.find("）", at)
    return end if end >= 0 else len(text)


def _parts_of(masked: Masked, begin: int, stop: int, unit: str) -> tuple[list[Decimal], int]:
    """The parts that follow one another, and where the last one ends."""
    text, parts, at, end, mark = masked.text, [], begin, begin, ""
    while at < stop:
        found = wording("parts.part").match(text[at:stop])
        if not found or wording("parts.not_part").search(found.group("label") + found.group("tail")):
            break
        place = at + found.end("label")
        if masked.figures[place].unit != unit:
            break
        parts.append(masked.value(place))
        at = end = at + found.end()
        if at < stop and text[at] == "（":  # a note on the part
            at = end = min(_closing(text, at) + 1, stop)
        if at < stop and text[at] in "，、":
            if mark == "、" and text[at] == "，":
                break  # 其中常务会议2次、专题会议3次，培训4次: what follows is no part
            mark = text[at]
            at += 1
            at += 1 if text[at : at + 1] in "和及" else 0
    return parts, end


def _added(masked: Masked) -> Iterator[_Sum]:
    for match in wording("parts.added").finditer(masked.text):
        places = [i for i in range(*match.span()) if masked.text[i] == EXACT]
        units = {masked.figures[i].unit for i in places}
        if len(units) == 1 and not wording("parts.not_part").search(match.group("list")):
            values = [masked.value(i) for i in places]
            yield _Sum(values[-1:], values[:-1], *match.span(), False, match.group("list"))


def _add_up(report: Report, ledger: Ledger, masked: Masked, found: _Sum) -> None:
    """Earlier numbers of the sentence (新收…，结转…，其中…) may belong to the whole."""
    added, whole = sum(found.parts, Decimal(0)), found.wholes[-1]
    ledger.checked("P.PARTS")
    # 其中甲2次，乙3次，培训4次: parts that are complete before the list seems to end
    is_told = "、" not in found.words and set(list(itertools.accumulate(found.parts))[1:]) & set(found.wholes)
    if added in found.wholes or is_told or (len(found.wholes) > 1 and added <= sum(found.wholes)):
        return
    listed = "+".join(str(part) for part in found.parts)
    span = masked.span(found.start, found.end)
    quoted = report.text[span[0] : span[1]]
    if added > whole:
        is_channels = bool(wording("parts.channel").search(found.words))
        unsure = is_channels or bool(wording("parts.overlap").search(found.words)) or max(found.parts) > whole
        verdict: Verdict = "UNCERTAIN" if unsure else "FAIL"
        zh = f"“{quoted}”：各部分{listed}={added}，超过总数{whole}。"
        zh += "同一信息多渠道发布可能重复计数，请核对。" if is_channels else ""
        en = f"“{quoted}”: the parts {listed}={added} exceed the whole {whole}."
        ledger.add("P.PARTS", verdict, zh, en, spans=[span])
    elif not found.is_open or whole - added <= whole * _CLOSE:
        zh = f"“{quoted}”：各部分{listed}={added}，比总数{whole}少{whole - added}；如果列的是全部，请核对。"
        en = f"“{quoted}”: the parts {listed}={added} fall {whole - added} short of {whole}; check if all are listed."
        ledger.add("P.PARTS", "UNCERTAIN", zh, en, spans=[span], severity="info")
