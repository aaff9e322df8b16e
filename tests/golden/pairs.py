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
