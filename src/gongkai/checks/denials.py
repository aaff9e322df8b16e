"""Flat contradictions: “未收到申请” over a table that counts some, “均获维持” over cases corrected or pending."""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.checks.amounts import Amounts
from gongkai.checks.cells import place_en, place_zh
from gongkai.checks.claims import compiled, in_narrative, is_about_requests, lead
from gongkai.checks.claims import speaks_of_another_time as is_another_time
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import Masked
from gongkai.checks.outcomes import groups_of, subjects_of
from gongkai.checks.prose import PART_SCOPE
from gongkai.model import Report

_ANYONE = re.compile(
    r"公民、?(?:和|或|及)?法人(?:、|和|或者?|及|以及)?其[他它]组织|社会公众|任何|公民|申请人(?=提)"
)
_NO_REQUEST = compiled(
    r"(?:未|没有|无|尚未)(?:收到|接到|受理|收|接收)(?:过)?(?:<F>)?(?P<who>[^，。；\d<V><P>]{0,24}?)申请(?P<rest>[^，。；]{0,8})"
)
# What may stand between 未收到 and 申请 for all applications to be meant; any other word narrows them (涉企, 网上, 重复…).
_ANY_REQUEST = compiled(
    r"(?:政府|政务|信息|公开|依|的|向|我|本|局|委|厅|办|镇|乡|街道|县|区|市|旗|省|机关|单位|部门|中心|政府|提出|提交|提起|递交"
    r"|有效|任何|一|件|份|宗|个|人|公众|社会|群众|组织|及|和|或|者|有关|相关|关于|获取|对|要求|<F>)*"
)
_NARROW_AFTER = re.compile(
    r"不予|复议|诉讼|撤回|异议|费用|减免|逾期|补正|转办|^[人者]|延期|不服|更正|收费|答复|处理|超"
)
_NO_DISPUTE = compiled(
    r"(?:未|没有|无|零)(?:发生|出现|引发|引起|产生|收到|被|因|涉及|有|提起|提出)?(?P<gap>[^，。；\d<V><P>]{0,26}?)"
    r"(?P<what>(?:行政)?复议|(?:行政)?诉讼)(?P<rest>[^，。；]{0,16})"
)
_LOST_ONLY = re.compile(
    r"纠错|败诉|纠正|撤销|违法|责令|变更|不服|结果|答复|尚未|审结|超期|逾期|办理|其他|复议后|^后|直接|理由|法定|按时|按期|及时"
    r"|新增|新发|新收|能够|充分|论|需|^\d|<F>|申请人|条件|关系|败"
)
_ALL_UPHELD = re.compile(r"(?:均|全部|都)(?:被|获|获得|得到|予以|为|判决|结果|依法)?维持")
_SUBSET = re.compile(r"其中|审结|办结|已审|除|另|原告|一审|二审")
_UNSETTLED = ("corrected", "other", "pending")


def check_denials(report: Report, ledger: Ledger) -> None:
    """P.NONE. Source: FORMAT §5, format.json P.NONE."""
    amounts = Amounts(report)
    for masked in ledger.passages:
        if in_narrative(masked) and re.search("申请|复议|诉讼", masked.text):
            _no_request(report, ledger, amounts, masked)
            if is_about_requests(masked):
                _no_dispute(report, ledger, amounts, masked)
                _all_upheld(report, ledger, amounts, masked)


def _no_request(report: Report, ledger: Ledger, amounts: Amounts, masked: Masked) -> None:
    for match in _NO_REQUEST.finditer(masked.text):
        who = _ANYONE.sub("", match.group("who"))
        about = masked.text + masked.passage.heading
        if "信息公开" not in about and "依申请" not in masked.passage.heading + who:
            continue
        if _ANY_REQUEST.fullmatch(who) and not _NARROW_AFTER.search(match.group("rest")):
            _deny(report, ledger, amounts, masked, match, ["new"])


def _no_dispute(report: Report, ledger: Ledger, amounts: Amounts, masked: Masked) -> None:
    for match in _NO_DISPUTE.finditer(masked.text):
        gap, rest = match.group("gap"), match.group("rest")
        if _LOST_ONLY.search(gap) or _LOST_ONLY.search(rest):
            continue
        said = gap + match.group("what") + rest
        names = ["review.total"] if "复议" in said else []
        if "诉讼" in said:
            names += ["suit_direct.total", "suit_after.total"]
        _deny(report, ledger, amounts, masked, match, names)


def _deny(
    report: Report, ledger: Ledger, amounts: Amounts, masked: Masked, match: re.Match[str], names: list[str]
) -> None:
    """The prose says there was none; the tables must say 0."""
    if is_another_time(lead(masked.text, match.start()), report.year):
        return
    if all(name not in amounts.values for name in names):
        return
    present = [name for name in names if amounts.values.get(name, Decimal(0)) > 0]
    start, end = masked.span(*match.span())
    quoted = report.text[start:end]
    if not present:
        ledger.held("P.NONE", f"“{quoted}”与表格一致", f"“{quoted}” agrees with the tables")
        return
    cells, listed = _told(amounts, present)
    scope = PART_SCOPE.search(lead(masked.text, match.end()))
    doubt = scope.group(0) if scope else amounts.doubts.get(cells[0][:2], "")
    ledger.add(
        "P.NONE",
        "UNCERTAIN" if doubt else "FAIL",
        f"正文说“{quoted}”，但{listed}，两处矛盾。"
        + (f"也可能不是错误（{doubt}），请核对。" if doubt else ""),
        f"The prose says “{quoted}” (none), but {place_en(cells[0])} is {amounts.values[present[0]]}.",
        cells=cells,
        spans=[(start, end)],
    )


def _told(amounts: Amounts, names: list[str]) -> tuple[tuple[str, ...], str]:
    """The cells of the amounts, and “表三…是3；表四…是1”."""
    cells = tuple(cell for name in names for cell in amounts.cells_of((name,)))
    listed = "；".join(f"{place_zh(cell)}是{amounts.values[n]}" for n, cell in zip(names, cells, strict=True))
    return cells, listed


def _all_upheld(report: Report, ledger: Ledger, amounts: Amounts, masked: Masked) -> None:
    for match in _ALL_UPHELD.finditer(masked.text):
        before = re.split(r"[。；]", lead(masked.text, match.start()))[-1]
        if _SUBSET.search(before) or is_another_time(before, report.year):
            continue
        groups = dict.fromkeys(group for subject in subjects_of(before) for group in groups_of(subject))
        names = [f"{group}.{item}" for group in groups for item in _UNSETTLED]
        if not names or all(name not in amounts.values for name in names):
            continue
        against = [name for name in names if amounts.values.get(name, Decimal(0)) > 0]
        start, end = masked.span(match.start() - len(before), match.end())
        quoted = report.text[start:end]
        if not against:
            ledger.held("P.NONE", f"“{quoted}”与表四一致", f"“{quoted}” agrees with table 4")
            continue
        cells, listed = _told(amounts, against)
        scope = PART_SCOPE.search(before)
        ledger.add(
            "P.NONE",
            "UNCERTAIN" if scope else "FAIL",
            f"正文说“{quoted}”，但{listed}，不是全部维持。" + ("也可能口径不同，请核对。" if scope else ""),
            f"The prose says all were upheld (“{quoted}”), but {place_en(cells[0])} is "
            f"{amounts.values[against[0]]}.",
            cells=cells,
            spans=[(start, end)],
        )
