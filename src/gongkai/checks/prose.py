"""The narrative against the tables: each claimed number with the set of sums it could mean, and flat contradictions.

Offices use one word for different sums (受理 = new, or new and carried in), so a number is wrong only when no sum fits.
"""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.checks.amounts import Amounts, name_zh
from gongkai.checks.cells import COLUMNS, place_en, place_zh
from gongkai.checks.claims import Claim, Compact, find_claims, is_about_requests, lead, narrative
from gongkai.checks.claims import speaks_of_another_time as is_another_time
from gongkai.checks.findings import Ledger, cell_of
from gongkai.model import Passage, Report, Verdict

_LOOKED_AT = 600  # characters of a passage in which words of scope are sought
_PART_SCOPE = re.compile(
    r"政府办(?:公室|公厅)?(?!公开)|(?<!非)(?<!因)本机关(?!不|掌握|制作|职责|负责)|本级|机关自身|代表|[市区县州省]直|下属|所属|直属|系统|各单位|各部门|各镇|各街道|[我本]?办(?:公室)?(?:收到|受理)"
)
_WHOLE_SCOPE = re.compile(r"全[省市区县州旗盟镇乡]")
_REVIEWER = re.compile(r"审理|受理|办理|承办|审结|办结|代理|一审|二审|再审")

_ANYONE = re.compile(r"公民、?(?:和|或|及)?法人(?:、|和|或者?|及|以及)?其[他它]组织|社会公众|任何|公民")
_NO_REQUEST = re.compile(
    r"(?:未|没有|无|尚未)(?:收到|接到|受理|收|接收)(?:过)?(?P<who>[^，。；\d]{0,24}?)申请(?P<rest>[^，。；]{0,8})"
)
_NARROW = re.compile(
    r"不予|复议|诉讼|撤回|异议|当面|网上|网络|信函|传真|邮|企业|法人|自然人|收费|费用|减免|重复|投诉|个人|涉及|关于|要求|逾期|补正|转办|部分|其[他它]|^[人者]"
)
_NO_DISPUTE = re.compile(
    r"(?:未|没有|无|零)(?:发生|出现|引发|产生|收到|被|因|涉及|有|提起|提出)?(?P<gap>[^，。；\d]{0,26}?)(?P<what>(?:行政)?复议|(?:行政)?诉讼)(?P<rest>[^，。；]{0,16})"
)
_LOST_ONLY = re.compile(
    r"纠错|败诉|纠正|撤销|违法|责令|变更|不服|结果|答复|尚未|审结|超期|逾期|办理|其他|复议后|^后|直接|理由|法定|按时|按期|及时|能够|充分|论|需|^\d"
)
_ALL_UPHELD = re.compile(r"(?:均|全部|都)(?:被|获|获得|得到|予以|为|判决|结果|依法)?维持")
_SUBSET = re.compile(r"其中|审结|办结|已审|除|另|原告|一审|二审")


def check_prose(report: Report, ledger: Ledger) -> None:
    """P.REQ, P.DONE, P.CARRY, P.CAT, P.T4 and P.NONE."""
    amounts = Amounts(report)
    for claim in find_claims(report):
        _compare(report, ledger, amounts, claim)
    for passage in narrative(report):
        compact = Compact(passage)
        if "申请" in compact.text or "复议" in compact.text or "诉讼" in compact.text:
            _none(report, ledger, amounts, compact, passage)
            _all_upheld(report, ledger, amounts, compact, passage)


def _compare(report: Report, ledger: Ledger, amounts: Amounts, claim: Claim) -> None:
    options = {names: amounts.sum(names) for names in claim.pattern.candidates}
    known = {names: value for names, value in options.items() if value is not None}
    quoted = report.text[claim.start : claim.end]
    if not known:
        ledger.add(
            claim.pattern.rule,
            "NOT_ASSESSABLE",
            f"正文“{quoted}”：表中没有读到可以对照的数字。",
            f"Prose “{quoted}”: the table cells to compare with could not be read.",
            spans=[(claim.start, claim.end)],
        )
        return
    for names, value in known.items():
        if value == claim.value:
            ledger.held(
                claim.pattern.rule,
                f"“{quoted}”与表中“{name_zh(names)}”{value}一致",
                f"“{quoted}” equals “{name_zh(names)}” {value} in the tables",
            )
            return
    _mismatch(report, ledger, amounts, claim, known)


def _mismatch(
    report: Report, ledger: Ledger, amounts: Amounts, claim: Claim, known: dict[tuple[str, ...], Decimal]
) -> None:
    quoted = report.text[claim.start : claim.end]
    doubt = _doubt(report, claim, max(known.values()))
    cells = tuple(dict.fromkeys(cell for names in known for cell in amounts.cells_of(names)))
    listed = "，".join(f"{name_zh(names)}={value}" for names, value in known.items())
    first = amounts.cells_of(next(iter(known)))[0]
    zh = f"正文写“{quoted}”，但表里没有能对上的数：{listed}（{place_zh(first)}等）。"
    en = f"The prose says “{quoted}”, but no sum of the tables fits: {listed} ({place_en(first)} …)."
    if same := _same_number(report, claim, cells):
        zh += f"这个数只等于{place_zh(same)}。"
        en += f" The number is only that of {place_en(same)}."
    if doubt:
        zh += f"也可能不是错误：{doubt}，请核对。"
        en += " It may be no error (another scope or counting): please check."
    verdict: Verdict = "UNCERTAIN" if doubt else "FAIL"
    ledger.add(claim.pattern.rule, verdict, zh, en, cells=cells, spans=[(claim.start, claim.end)])


def _same_number(report: Report, claim: Claim, cells: tuple[str, ...]) -> str:
    """A single cell of the rows concerned that holds the claimed number: where the writer may have looked."""
    if claim.value == 0:
        return ""
    rows = dict.fromkeys(cell.rsplit(".", 1)[0] for cell in cells if cell.startswith("t3"))
    near = [f"{row}.{column}" for row in rows for column in COLUMNS]
    held = [cell for cell in near if (found := cell_of(report, cell)) and found.value == claim.value]
    return held[0] if held else ""


def _doubt(report: Report, claim: Claim, largest: Decimal) -> str:
    """Why a number that fits no sum may still be right, or ""."""
    words = claim.passage.text[:_LOOKED_AT] + claim.passage.heading
    scope = _PART_SCOPE.search("".join(words.split()))
    if scope:
        return f"“{scope.group(0)}”的口径可能与表格不同"
    whole = _WHOLE_SCOPE.search(words)
    if whole and not report.organ.endswith("政府"):
        return f"“{whole.group(0)}”的口径可能比本机关的表格大"
    if claim.pattern.rule == "P.DONE" and claim.value < largest:
        return "办结数可能只计一部分办理结果"
    if claim.pattern.rule == "P.T4" and _REVIEWER.search(
        re.split(r"[，,。；;]", claim.before)[-1] + report.text[claim.start : claim.end]
    ):
        return "可能是作为复议机关办理的案件，或按审级计数"
    return ""


def _none(report: Report, ledger: Ledger, amounts: Amounts, compact: Compact, passage: Passage) -> None:
    for match in _NO_REQUEST.finditer(compact.text):
        who = _ANYONE.sub("", match.group("who"))
        is_narrow = _is_narrow(who, match.group("rest")) or "信息公开" not in compact.text + passage.heading
        if is_narrow and "依申请" not in passage.heading + who:
            continue
        if not _is_narrow(who, match.group("rest")):
            _deny(report, ledger, amounts, compact, match, ["new"], passage)
    if not is_about_requests(passage, compact.text):
        return
    for match in _NO_DISPUTE.finditer(compact.text):
        if _LOST_ONLY.search(match.group("gap")) or _LOST_ONLY.search(match.group("rest")):
            continue
        said = match.group("gap") + match.group("what") + match.group("rest")
        names = ["review.total"] if "复议" in said else []
        if "诉讼" in said:
            names += ["suit_direct.total", "suit_after.total"]
        _deny(report, ledger, amounts, compact, match, names, passage)


def _is_narrow(who: str, rest: str) -> bool:
    """Whether only one kind of application is denied: 未收到网上申请."""
    return bool(_NARROW.search(who) or _NARROW.search(rest))


def _deny(
    report: Report,
    ledger: Ledger,
    amounts: Amounts,
    compact: Compact,
    match: re.Match[str],
    names: list[str],
    passage: Passage,
) -> None:
    """The prose says there was none; the tables must say 0."""
    if is_another_time(lead(compact.text, match.start()), report.year):
        return
    present = [name for name in names if amounts.values.get(name, Decimal(0)) > 0]
    if all(name not in amounts.values for name in names):
        return
    start, end = compact.span(*match.span())
    quoted = report.text[start:end]
    if not present:
        ledger.held("P.NONE", f"“{quoted}”与表格一致", f"“{quoted}” agrees with the tables")
        return
    cells = tuple(cell for name in present for cell in amounts.cells_of((name,)))
    listed = "；".join(
        f"{place_zh(cell)}是{amounts.values[n]}" for n, cell in zip(present, cells, strict=True)
    )
    is_part = bool(_PART_SCOPE.search(lead(compact.text, match.end())))
    ledger.add(
        "P.NONE",
        "UNCERTAIN" if is_part else "FAIL",
        f"正文说“{quoted}”，但{listed}，两处矛盾。" + ("也可能口径不同，请核对。" if is_part else ""),
        f"The prose says “{quoted}” (none), but {place_en(cells[0])} is {amounts.values[present[0]]}.",
        cells=cells,
        spans=[(start, end)],
    )


def _all_upheld(report: Report, ledger: Ledger, amounts: Amounts, compact: Compact, passage: Passage) -> None:
    for match in _ALL_UPHELD.finditer(compact.text):
        before = re.split(r"[。；;]", lead(compact.text, match.start()))[-1]
        if _SUBSET.search(before) or not is_about_requests(passage, compact.text):
            continue
        groups = ["review"] if "复议" in before else []
        groups += ["suit_direct", "suit_after"] if "诉讼" in before else []
        names = [f"{group}.{item}" for group in groups for item in ("corrected", "other", "pending")]
        against = [name for name in names if amounts.values.get(name, Decimal(0)) > 0]
        if not names or all(name not in amounts.values for name in names):
            continue
        start, end = compact.span(match.start() - len(before), match.end())
        quoted = report.text[start:end]
        if not against:
            ledger.held("P.NONE", f"“{quoted}”与表四一致", f"“{quoted}” agrees with table 4")
            continue
        cells = tuple(cell for name in against for cell in amounts.cells_of((name,)))
        listed = "；".join(
            f"{place_zh(cell)}是{amounts.values[n]}" for n, cell in zip(against, cells, strict=True)
        )
        ledger.add(
            "P.NONE",
            "FAIL",
            f"正文说“{quoted}”，但{listed}，不是全部维持。",
            f"The prose says all were upheld (“{quoted}”), but {place_en(cells[0])} is "
            f"{amounts.values[against[0]]}.",
            cells=cells,
            spans=[(start, end)],
        )
