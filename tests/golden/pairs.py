"""Two years of one organ in one document, and one report printed two pages to a sheet."""

from __future__ import annotations

from collections.abc import Callable

from golden.grids import Grid, Tables, data_from, squared
from golden.markup import AFTER, HEADS, table
from golden.plain import lines, report

TITLE = "云岭市2023年、2024年政府信息公开年报对比"


def _page(bodies: list[str]) -> str:
    parts = [f"<h1>{TITLE}</h1>"]
    for head, body in zip(HEADS, bodies, strict=True):
        parts += [f"<h2>{head}</h2>", body]
    return "<html><body>" + "".join(parts) + "".join(f"<p>{x}</p>" for x in AFTER) + "</body></html>"


def _both(a: Tables, b: Tables) -> list[tuple[Grid, Grid]]:
    return [(a.t2, b.t2), (a.t3, b.t3), (a.t4, b.t4)]


def html_columns(a: Tables, b: Tables) -> str:
    """Each section a row of two cells under the years."""
    return _page(
        [
            f"<table><tr><th>2023年</th><th>2024年</th></tr><tr><td>{table(x)}</td><td>{table(y)}</td></tr></table>"
            for x, y in _both(a, b)
        ]
    )


def html_captions(a: Tables, b: Tables) -> str:
    return _page([f"<p>2023年度</p>{table(x)}<p>2024年度</p>{table(y)}" for x, y in _both(a, b)])


def one_grid(a: Tables, b: Tables) -> str:
    """Both years in one wide table, the labels printed twice."""

    def lay(x: Grid, y: Grid) -> str:
        left, right = squared(x, False), squared(y, False)
        return table([[(t, 1, 1) for t in [*p, *q]] for p, q in zip(left, right, strict=True)])

    return _page([lay(x, y) for x, y in _both(a, b)])


def text_beside(a: Tables, b: Tables) -> str:
    """As pdftotext lays two columns out: both years on every line."""
    bodies = [[f"{p}      {q}" for p, q in zip(lines(x), lines(y), strict=True)] for x, y in _both(a, b)]
    out = [TITLE, "2023年            2024年"]
    for head, body in zip(HEADS, bodies, strict=True):
        out += ["", f"{head}   {head}", *body]
    return "\n".join([*out, "", *AFTER])


def one_after_the_other(a: Tables, b: Tables) -> str:
    return "\n".join(
        ["云岭市政府信息公开年报比对 2023年 vs 2024年", "", "2023年", *report(2023, [lines(g) for g in (a.t2, a.t3, a.t4)]).split("\n")[3:],
         "2024年", *report(2024, [lines(g) for g in (b.t2, b.t3, b.t4)]).split("\n")[3:]]
    )  # fmt: skip


PAIRS: dict[str, Callable[[Tables, Tables], str]] = {
    "html columns": html_columns,
    "html captions": html_captions,
    "one grid": one_grid,
    "text beside": text_beside,
    "one after the other": one_after_the_other,
}


def two_up(tables: Tables, prose: bool) -> str:
    """One report, two pages to a sheet: the lower half of table 3 (or prose) stands beside its upper half."""
    rows = lines(tables.t3)
    first = data_from(tables.t3)
    body = rows[first:]
    half = (len(body) + 1) // 2
    left, right = body[:half], body[half:]
    if prose:
        left, right = (
            body,
            ["下一步，我局将加强业务培训，提升办理水平", "二是做好2项制度的完善工作，推进平台建设"] * 13,
        )
    beside = [f"{x}        {y}" for x, y in zip(left, [*right, ""], strict=False)]
    return report(2024, [lines(tables.t2), [*rows[:first], *beside], lines(tables.t4)])


PROSE = (
    "（一）主动公开情况。全年通过门户网站公开信息246条，比上年增加19条，其中发布政策解读56篇，推送微信信息884条，"
    "举办政府开放日活动2场，邀请代表65人次参加，收集意见建议15条，均已按期反馈。",
    "（二）依申请公开情况。全年办理公开申请34件，均在法定期限内答复，内容主要涉及档案查阅、历史沿革等方面。",
    "（三）监督保障情况。组织业务培训8期，参训人员124人次，把政务公开纳入绩效考核，全年通报4次，配备专职人员3名，"
    "聘请社会监督员22名，开展满意度测评2次，对发现的问题建立台账、限期整改、逐项销号，工作水平稳步提升。",
    "（四）政府信息管理情况。健全信息发布审核制度，落实先审后发要求，全年开展保密审查98次，清理过期信息59条，"
    "对历年规范性文件进行全面清理，标注有效性并动态更新文件库，累计归集文件36件，修订公开指南1份，"
    "建立公文属性源头认定机制，拟制公文时同步明确公开属性，对依申请公开和不予公开的逐件说明理由，完善保密审查台账，"
    "严把内容关、程序关和时限关，主动公开的公文在形成之日起二十个工作日内上网，做到应公开尽公开；明确专人负责栏目维护，每周巡查1次，发现错敏词及时更正，全年没有发生泄密事件，各项指标保持平稳。",
    "（五）平台建设情况。完成门户网站改版，增设专题栏目6个，优化检索功能，新增无障碍浏览模式，关停长期不更新的账号3个。",
)
_PAGE = 42  # Chinese characters of a line
_SHEET = 84  # where the right page begins


def _wrapped(paragraph: str) -> list[str]:
    """Lines of one printed width; a Chinese character is as wide as two digits."""
    out, used = [""], 0
    for char in paragraph:
        used += 1 if char.isascii() else 2
        if used > 2 * _PAGE:
            out, used = [*out, ""], 2
        out[-1] += char
    return out


def _laid_out(grid: Grid) -> list[str]:
    """Rows laid out by spaces; a long label on two lines with the values beside the first."""
    out = []
    for row in grid:
        words = [c[0] for c in row if not c[0].lstrip("-")[:1].isdigit() or c[0][1:2] in (".", "、")]
        numbers = [c[0] for c in row[len(words) :]]
        label = "".join(words[-1:]) if numbers else "     ".join(words)
        out.append(
            (label[:14] if numbers else label).ljust(18)
            + "".join(n.ljust(5 if len(numbers) > 7 else 8) for n in numbers)
        )
        if numbers and label[14:]:
            out.append(label[14:])
    return [line.rstrip() for line in out]


def pages(tables: Tables, title: str) -> list[list[str]]:
    """The printed pages of one report: table 3 goes on from the second to the third."""
    three = lines(tables.t3)[: data_from(tables.t3)] + _laid_out(tables.t3[data_from(tables.t3) :])
    half = len(three) // 2
    two = _laid_out(tables.t2)
    prose = [line for paragraph in PROSE for line in _wrapped(paragraph)]
    return [
        [title, "一、总体情况", *prose, HEADS[0], *two],
        [HEADS[1], *three[:half]],
        [*three[half:], HEADS[2], *lines(tables.t4), AFTER[0], *_wrapped(PROSE[-1]), *AFTER[2:]],
    ]  # fmt: skip


def beside(left: list[str], right: list[str], marks: str = "") -> list[str]:
    """Two pages on one sheet, as `pdftotext -layout` writes them."""
    height = max(len(left), len(right))
    left, right = ([*page, *[""] * (height - len(page))] for page in (left, right))
    both = [f"{a.ljust(_SHEET)}{b}".rstrip() for a, b in zip(left, right, strict=True)]
    return [*both, marks] if marks else both


def woven(left: list[str], right: list[str], marks: str = "") -> list[str]:
    """The same by a tool that keeps no places: one space where the gutter was."""
    return [" ".join(line.split()) for line in beside(left, right, marks)]


def _rows_beside(left: Grid, right: Grid) -> str:
    """One grid of two tables, the shorter one filled up with empty cells."""
    a, b = squared(left, False), squared(right, False)
    high = max(len(a), len(b))
    a, b = ([*rows, *[[""] * len(rows[0])] * (high - len(rows))] for rows in (a, b))
    return table([[(text, 1, 1) for text in [*x, *y]] for x, y in zip(a, b, strict=True)])


def _article(*bodies: str) -> str:
    return (
        "<html><body><h1>云岭市档案局2024年政府信息公开工作年度报告</h1>" + "".join(bodies) + "</body></html>"
    )


def two_and_three(t: Tables) -> str:
    return _article(
        f"<p>{HEADS[0]}</p><p>{HEADS[1]}</p>", _rows_beside(t.t2, t.t3), f"<p>{HEADS[2]}</p>", table(t.t4)
    )


def three_and_four(t: Tables) -> str:
    return _article(
        f"<p>{HEADS[0]}</p>", table(t.t2), f"<p>{HEADS[1]}</p><p>{HEADS[2]}</p>", _rows_beside(t.t3, t.t4)
    )


def halves_of_three(t: Tables) -> str:
    """The second half of table 3 under heads of its own beside the first."""
    first = data_from(t.t3)
    flat = squared(t.t3, True)
    half = first + (len(flat) - first) // 2
    left, right = (
        [[(text, 1, 1) for text in row] for row in rows]
        for rows in (flat[:half], [*flat[:first], *flat[half:]])
    )
    return _article(
        f"<p>{HEADS[0]}</p>",
        table(t.t2),
        f"<p>{HEADS[1]}</p>",
        _rows_beside(left, right),
        f"<p>{HEADS[2]}</p>",
        table(t.t4),
    )


BESIDE = {
    "two and three": two_and_three,
    "three and four": three_and_four,
    "halves of three": halves_of_three,
}
