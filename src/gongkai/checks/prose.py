"""The narrative against the tables: each claimed number with the set of sums it could mean.

Offices use one word for different sums (受理 = new, or new and carried in), for different scopes (区政府办, 全区) and for
parts, so a number is called wrong only when no sum fits and nothing in or around its sentence could explain it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.checks.amounts import Amounts, name_zh
from gongkai.checks.cells import COLUMNS, place_en, place_zh
from gongkai.checks.claims import Claim, find_claims, last_clause
from gongkai.checks.findings import Ledger, value_of
from gongkai.checks.masked import MONEY
from gongkai.checks.organs import organ_kind
from gongkai.checks.wording import wording
from gongkai.model import Report, Severity, Verdict

_LOOKED_AT = 600  # characters of a passage in which words of scope are sought
Sums = dict[tuple[str, ...], Decimal]


def check_prose(report: Report, ledger: Ledger) -> None:
    """P.REQ, P.DONE, P.CARRY, P.CAT, P.T2 and P.T4. Source: 勾稽 habit of supervisors, FORMAT §5."""
    if not report.tables.get("t3"):
        return  # nothing to compare with; before 2019 there was no such table
    amounts = Amounts(report)
    of_role: dict[str, list[Claim]] = {}
    for claim in find_claims(ledger.passages, report.year):
        of_role.setdefault(claim.pattern.role, []).append(claim)
    for claims in of_role.values():
        around = _doubt_of_siblings(amounts, claims)
        for claim in claims:
            _compare(report, ledger, amounts, claim, around)


def known_sums(amounts: Amounts, claim: Claim) -> Sums:
    """What the claim's wording may mean, as far as the tables tell."""
    options = {names: amounts.sum(names) for names in claim.pattern.candidates}
    return {names: value for names, value in options.items() if value is not None}


def _compare(report: Report, ledger: Ledger, amounts: Amounts, claim: Claim, around: str) -> None:
    known = known_sums(amounts, claim)
    quoted = report.text[claim.start : claim.end]
    rule = claim.pattern.rule
    if not known:
        if not claim.pattern.soft:
            zh = f"正文“{quoted}”：表中没有读到可以对照的数字。"
            en = f"Prose “{quoted}”: the table cells to compare with could not be read."
            ledger.add(rule, "NOT_ASSESSABLE", zh, en, spans=[(claim.start, claim.end)])
        return
    for names, value in known.items():
        if _fits(claim, value):
            zh = f"“{quoted}”与表中“{name_zh(names)}”{value}一致"
            ledger.held(rule, zh, f"“{quoted}” equals “{name_zh(names)}” {value} in the tables")
            return
    _mismatch(report, ledger, amounts, claim, around)


def _fits(claim: Claim, value: Decimal) -> bool:
    """Whether the claim says the value; money is rounded at will: 386.5万元 over 386.54."""
    if claim.masked.text[claim.at] != MONEY:
        return value == claim.value
    step = max(int(amount.normalize().as_tuple().exponent) for amount in (value, claim.value))
    return abs(value - claim.value) * 2 <= Decimal(10) ** step


def _mismatch(report: Report, ledger: Ledger, amounts: Amounts, claim: Claim, around: str) -> None:
    known = known_sums(amounts, claim)
    quoted = report.text[claim.start : claim.end]
    doubt = _doubt(report, amounts, claim, around)
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
    severity: Severity | None = "info" if claim.pattern.soft else None
    ledger.add(
        claim.pattern.rule, verdict, zh, en, cells=cells, spans=[(claim.start, claim.end)], severity=severity
    )


def _same_number(report: Report, claim: Claim, cells: tuple[str, ...]) -> str:
    """A single cell of the rows concerned that holds the claimed number: where the writer may have looked."""
    if claim.value == 0:
        return ""
    rows = dict.fromkeys(cell.rsplit(".", 1)[0] for cell in cells if cell.startswith("t3"))
    near = [f"{row}.{column}" for row in rows for column in COLUMNS]
    held = [cell for cell in near if value_of(report, cell) == claim.value]
    return held[0] if held else ""


def _doubt(report: Report, amounts: Amounts, claim: Claim, around: str) -> str:
    """Why a number that fits no sum may still be right, or ""."""
    table = {"P.T4": "t4", "P.T2": "t2"}.get(claim.pattern.rule, "t3")
    if claim.pattern.soft:
        return "这种说法不一定对应表中的一行"
    return (
        amounts.doubts.get(table, "")
        or doubt_of_scope(report, claim)
        or _doubt_of_decisions(report, claim)
        or around
        or _doubt_of_part(claim)
        or _doubt_of_counting(amounts, claim)
    )


def doubt_of_scope(report: Report, claim: Claim) -> str:
    """Words of scope in the passage: the number may be that of an office, or of all offices of a place."""
    words = "".join((claim.passage.text[:_LOOKED_AT] + claim.passage.heading).split())
    scope = wording("scope.part").search(words)
    is_own_office = scope is not None and "政府办" in scope.group(0) and "政府办" in report.organ
    if scope and not is_own_office:
        return f"“{scope.group(0)}”的口径可能与表格不同"
    whole = wording("scope.whole").search(words)
    if whole and not report.organ.endswith(("政府", whole.group(0)[1])):
        return f"“{whole.group(0)}”的口径可能比本机关的表格大"
    return ""


def _doubt_of_decisions(report: Report, claim: Claim) -> str:
    """Table 2 of a government may count its departments; only a plain sentence surely counts as the table does.

    Fees are never sure: one office charges them, another collects and reports them."""
    if claim.pattern.rule != "P.T2":
        return ""
    if organ_kind(report.organ) == "government" or "政府" in report.organ:
        return "表二的口径可能包括或不包括各部门"
    text = claim.masked.text
    is_plain = "行政" in claim.clause and wording("decisions.plain").search(claim.before)
    is_shared = text[claim.at] == MONEY or wording("decisions.shared").search(text[claim.stop :])
    return "" if is_plain and not is_shared else "正文可能只说其中一部分，或口径与表二不同"


def _doubt_of_part(claim: Claim) -> str:
    """Words around the number that may narrow what it counts: 在征地领域, 三年来, 9件涉及房产."""
    is_narrow = wording("scope.narrow").search(
        claim.before + claim.clause.removeprefix(last_clause(claim.before))
    )
    is_narrow = is_narrow or wording("scope.narrow_after").search(claim.masked.text[claim.stop :])
    return "可能只说其中一部分，或不止一年" if is_narrow else ""


def _doubt_of_siblings(amounts: Amounts, claims: Sequence[Claim]) -> str:
    """One number of a role fits, or several differ: then the others may count different things."""
    for claim in claims:
        if any(_fits(claim, value) for value in known_sums(amounts, claim).values()):
            return f"另一处“{claim.masked.passage.text[:20]}…”的数字与表格一致，两处所指可能不同"
    return "正文有几个同类数字，可能分别指不同范围" if len({claim.value for claim in claims}) > 1 else ""


def _doubt_of_counting(amounts: Amounts, claim: Claim) -> str:
    known = known_sums(amounts, claim)
    if not any(amounts.is_filled(names) for names in known):
        return "表中这些行没有填写"
    if claim.pattern.rule == "P.DONE" and claim.value < max(known.values()):
        return "办结数可能只计一部分办理结果"
    is_part = claim.value < max(known.values()) and wording("scope.carried_part").search(claim.before)
    if claim.pattern.role == "carried-in" and is_part:
        return "可能只计已办结的结转件"
    if claim.pattern.rule == "P.T4":
        text = claim.masked.text
        is_about = wording("scope.disclosure").search(text + claim.passage.heading)
        is_part = wording("scope.disclosure_part").search(text[claim.stop :])
        if is_part or not (is_about or claim.passage.section == "s4"):
            return "没有写明是政府信息公开方面的案件"
        if wording("scope.reviewer").search(claim.clause):
            return "可能是作为复议机关办理的案件，或按审级计数"
        closed = sum(known.values()) - sum(_pending(amounts, names) for names in known)
        if claim.value == closed and claim.value > 0:
            return "这个数等于已审结的件数"
    said = claim.before + claim.clause
    if wording("scope.stock").search(said) and not wording("scope.flow").search(said):
        return "累计数可能包括往年"
    return ""


def _pending(amounts: Amounts, names: tuple[str, ...]) -> Decimal:
    parts = (name.replace(".total", ".pending") for name in names)
    return sum((amounts.values.get(part, Decimal(0)) for part in parts), Decimal(0))
