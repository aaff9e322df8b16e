"""What offices, OCR and converters do to labels and numbers. The cells stay the same but for what a slip says it changes."""

from __future__ import annotations

import random
from collections.abc import Callable

from golden.grids import Grid, Tables, data_from

Slip = Callable[[Tables], Tables]
_LOOKALIKES = dict(zip("请政开息类项办未采", "清攻幵恳娄顶辦末釆", strict=True))
_TRADITIONAL = dict(
    zip("开请数与继续办处罚强许规总计组织机构业务权续费项诉讼维结举报样审类违补费进册",
        "開請數與繼續辦處罰強許規總計組織機構業務權續費項訴訟維結舉報樣審類違補費進冊", strict=True)
)  # fmt: skip


def _is_number(text: str) -> bool:
    return (bool(text) and text[0] in "0123456789-" and not any(c in text for c in "、.） ")) or _decimal(
        text
    )


def _decimal(text: str) -> bool:
    return bool(text) and all(c.isdigit() or c in ".-" for c in text) and text[-1].isdigit()


def _words(change: Callable[[str], str]) -> Slip:
    """The change made to every label."""

    def lay(grid: Grid) -> Grid:
        return [[(t if _is_number(t) else change(t), h, w) for t, h, w in row] for row in grid]

    return lambda t: Tables(lay(t.t2), lay(t.t3), lay(t.t4))


def _numbers(change: Callable[[str], str]) -> Slip:
    def lay(grid: Grid) -> Grid:
        return [[(change(t) if _is_number(t) else t, h, w) for t, h, w in row] for row in grid]

    return lambda t: Tables(lay(t.t2), lay(t.t3), lay(t.t4))


def _renamed(names: dict[str, str]) -> Slip:
    def change(text: str) -> str:
        for old, new in names.items():
            if text == old or text.endswith(old):
                return text.removesuffix(old) + new
        return text

    return _words(change)


def one_lookalike(text: str) -> str:
    """One character of the label misread."""
    at = [i for i, c in enumerate(text) if c in _LOOKALIKES]
    if not at or len(text) < 4:
        return text
    i = at[len(text) % len(at)]
    return text[:i] + _LOOKALIKES[text[i]] + text[i + 1 :]


def one_lost(text: str) -> str:
    """One character of a long label lost."""
    dice = random.Random(text)
    if len(text) < 9:
        return text
    at = dice.randrange(3, len(text) - 1)
    return text[:at] + text[at + 1 :]


def one_more(text: str) -> str:
    """A character that OCR made of a speck."""
    dice = random.Random(text)
    if len(text) < 8:
        return text
    at = dice.randrange(3, len(text))
    return text[:at] + dice.choice("入一'.") + text[at:]


def _stray(mark: str) -> Slip:
    return _words(lambda text: mark + text if text[:1] in "（一二三四" and len(text) > 3 else text)


def _enumerated(style: str) -> Slip:
    def change(text: str) -> str:
        if len(text) > 2 and text[0].isdigit() and text[1] == ".":
            return style.format(text[0]) + text[2:]
        return text

    return _words(change)


def extra_rows(tables: Tables) -> Tables:
    """A local row in the first clause of table 2."""
    grid = [list(row) for row in tables.t2]
    at = next(i for i, row in enumerate(grid) if "规范性文件" in row[0][0]) + 1
    grid.insert(at, [("其他主动公开文件", 1, 1), ("117", 1, 1), ("45", 1, 1), ("1203", 1, 1)])
    return Tables(grid, tables.t3, tables.t4)


def long_notes(tables: Tables) -> Tables:
    """Offices explain themselves inside the label."""
    names = {
        "行政规范性文件": "行政规范性文件（指以本机关名义制发的，不含内部管理文件，包括与其他部门联合制发的文件）",
        "规范性文件": "规范性文件（指以本机关名义制发的，不含内部管理文件，包括与其他部门联合制发的文件）",
        "行政许可": "行政许可（含政务服务大厅办理的数量）",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开（区分处理的，只计这一情形，不计其他情形；含既答复又转送的申请）",
        "4.保护第三方合法权益": "4.保护第三方合法权益（商业秘密、个人隐私）",
    }  # fmt: skip
    return _renamed(names)(tables)


def footnotes(tables: Tables) -> Tables:
    """A note as the last row of each table."""
    notes = (
        "注：规章由市司法局统一公布，本表填0。",
        "说明：2件申请分别答复，按1件统计。",
        "注：含上年度结转3件。",
    )

    def lay(grid: Grid, note: str, wide: int) -> Grid:
        return [*grid, [(note, 1, wide)]]

    return Tables(lay(tables.t2, notes[0], 4), lay(tables.t3, notes[1], 10), lay(tables.t4, notes[2], 15))


def noted_values(tables: Tables) -> Tables:
    """A note beside some numbers."""

    def lay(grid: Grid, first: int) -> Grid:
        out: Grid = []
        for n, row in enumerate(grid):
            last = len(row) - 1
            note = "（其中修订16件）" if n % 2 else "（含联合发文2件）"
            mark = n >= first and n % 4 == 1 and row[last][0].isdigit()
            out.append(
                [(t + note, h, w) if mark and i == last else (t, h, w) for i, (t, h, w) in enumerate(row)]
            )
        return out

    return Tables(lay(tables.t2, 0), lay(tables.t3, data_from(tables.t3)), tables.t4)


def separators(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


SLIPS: dict[str, Slip] = {
    "lookalikes": _words(one_lookalike),
    "lost characters": _words(one_lost),
    "specks": _words(one_more),
    "stray bar": _stray("丨"),
    "stray l": _stray("l"),
    "stray 1": _stray("1"),
    "known misspellings": _renamed(
        {
            "2.其他法律行政法规禁止公开": "2.其他法律行政止公开", "本年制发件数": "本年度发件数",
            "社会公益组织": "社会公益", "本年处理决定数量": "本年度处理决定数量", "法律服务机构": "法律服务",
            "一、本年新收政府信息公开申请数量": "一、本年度新收政府信息公开申请数量",
            "四、结转下年度继续办理": "四、结转下年继续办理",
        }
    ),
    "short forms": _renamed(
        {
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期不缴费",
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
            "（六）其他处理": "（六）其他", "行政规范性文件": "规范性文件",
        }
    ),
    "other words": _renamed(
        {"其他": "其它", "总计": "合计", "（七）总计": "（七）合计", "3.其他": "3.其它", "其他结果": "其它结果"}
    ),
    "1、": _enumerated("{}、"),
    "1．": _enumerated("{}． "),
    "（1）": _enumerated("（{}）"),
    "1 ": _enumerated("{} "),
    "no numbers": _enumerated(""),
    "traditional": _words(lambda text: "".join(_TRADITIONAL.get(c, c) for c in text)),
    "narrow marks": _words(lambda text: text.replace("（", "(").replace("）", ")").replace("，", ",")),
    "quotes": _words(lambda text: text.replace("“", '"').replace("”", '"')),
    "clause spaced": _words(lambda text: text.replace("第二十条第", "第二十条  第")),
    "clause named": _words(lambda text: text.replace("第二十条第", "《条例》第二十条第")),
    "extra rows": extra_rows,
    "long notes": long_notes,
    "footnotes": footnotes,
    "noted values": noted_values,
    "separators": _numbers(separators),
    "full width": _numbers(full_width),
    "padded": _numbers(lambda text: f" {text}　"),
    "units": _numbers(lambda text: text + "件" if text.isdigit() and text != "0" else text),
}  # fmt: skip
