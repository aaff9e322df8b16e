"""Layouts of text and Markdown: what converters, OCR and linearised PDFs leave of the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from golden.grids import Grid, Tables, data_from, squared
from golden.markup import AFTER, BEFORE, HEADS, table

Lay = Callable[[Grid], list[str]]


def report(year: int, bodies: Iterable[list[str]], blank: str = "") -> str:
    lines = [line.format(year=year) for line in BEFORE]
    for head, body in zip(HEADS, bodies, strict=True):
        lines += [blank, head, *body]
    return "\n".join([*lines, blank, *AFTER]) + "\n"


def _three(lay: Lay) -> Callable[[Tables, int], str]:
    return lambda t, year: report(year, [lay(t.t2), lay(t.t3), lay(t.t4)])


def _is_number(text: str) -> bool:
    return re.match(r"[-\s]*[\d０-９]+(?![、.．）\d]*[^\d,.０-９件元万\s（])", text) is not None


def _parted(row: list[tuple[str, int, int]], heads: bool = False) -> tuple[list[str], list[str]]:
    """Words and values of a row, the values beginning at the first number."""
    at = next((i for i, c in enumerate(row) if _is_number(c[0])), len(row))
    return [c[0] for c in row[:at] if c[0]], [c[0] for c in row[at:] if c[0]]


def pipe(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def pipes(grid: Grid, repeat: bool = False) -> list[str]:
    flat = squared(grid, repeat)
    return ["", pipe(flat[0]), "|" + "---|" * len(flat[0]), *(pipe(row) for row in flat[1:]), ""]


def pipes_of_own_width(grid: Grid) -> list[str]:
    """Merged cells gone: every row as many cells as it prints."""
    return ["", *(pipe(c[0] for c in row) for row in grid), ""]


def broken_pipes(grid: Grid) -> list[str]:
    """A line break after every pipe."""
    return [line for row in squared(grid, False) for line in ("|", *(f" {cell} |" for cell in row))]


def broken_pipes_ruled(grid: Grid) -> list[str]:
    flat = squared(grid, False)
    flat.insert(1, ["---"] * len(flat[0]))
    return [line for row in flat for line in ("|", *(f" {cell} |" for cell in row))]


def open_pipes(grid: Grid) -> list[str]:
    """A line for every cell, the pipe behind it, none in front of a row."""
    return [f"{cell} |" for row in squared(grid, False) for cell in row]


def lone_pipes(grid: Grid) -> list[str]:
    """Each | on a line of its own."""
    rows = squared(grid, False)
    return [line for row in rows for line in (*(x for cell in row for x in ("|", cell) if x), "|")]


def one_row_tables(grid: Grid) -> list[str]:
    out = []
    for row in grid:
        cells = [c[0] for c in row]
        out += ["", pipe(cells), "|" + "---|" * len(cells)]
    return [*out, ""]


def mixed_pipes(grid: Grid) -> list[str]:
    """Rows joined to small tables, some without their label's beginning, as a converter of PDFs leaves them."""
    out: list[str] = []
    for n, row in enumerate(grid):
        words, numbers = _parted(row)
        if words and numbers and len(words[-1]) > 15 and n % 2:
            out += ["", words[-1][:13], pipe([words[-1][13:], *numbers]), "|" + "---|" * (len(numbers) + 1)]
        else:
            out += [pipe([*words, *numbers])]
    return [*out, ""]


def html_in_markdown(grid: Grid) -> list[str]:
    return ["", table(grid).replace("\n", ""), ""]


def cells(grid: Grid) -> list[str]:
    return [c[0] for row in grid for c in row if c[0]]


def cells_apart(grid: Grid) -> list[str]:
    return [line for row in grid for c in row if c[0] for line in (c[0], "")]


def cells_indented(grid: Grid) -> list[str]:
    return [line for row in grid for line in (*("\t" + c[0] for c in row), "")]


def tabs(grid: Grid) -> list[str]:
    return ["\t".join(row) for row in squared(grid, False)]


def lines(grid: Grid) -> list[str]:
    return [" ".join(c[0] for c in row if c[0]) for row in grid]


def columns(grid: Grid) -> list[str]:
    """Like pdftotext -layout: cells at their columns, many spaces between."""
    return ["   ".join(f"{cell:<12}" for cell in row).rstrip() for row in squared(grid, False)]


def run_together(grid: Grid) -> list[str]:
    """Like pypdf: heads without a space between them, a number right behind its label, a unit apart from its number."""
    out = []
    for row in grid:
        words, numbers = _parted(row)
        text = (
            "".join(words) + " ".join(numbers)
            if numbers and len(words) == 1
            else " ".join([*words, *numbers])
        )
        text = re.sub(r"(?<=数量) (?=[本上对处])", "", text)
        out.append(re.sub(r"(?<=\d)(?=元$)", " ", text))
    return out


def labels_behind(grid: Grid) -> list[str]:
    out = []
    for row in grid:
        words, numbers = _parted(row)
        out += [" ".join(numbers), *words] if numbers else words
    return [line for line in out if line]


def labels_before(grid: Grid) -> list[str]:
    out = []
    for row in grid:
        words, numbers = _parted(row)
        out += [*words, " ".join(numbers)] if numbers else words
    return [line for line in out if line]


def _wrapped(size: int, beside: int) -> Lay:
    """Labels longer than ``size`` over several lines, the values on the line with that number."""

    def lay(grid: Grid) -> list[str]:
        out = []
        for row in grid:
            words, numbers = _parted(row)
            label = words[-1] if words else ""
            pieces = [label[i : i + size] for i in range(0, len(label), size)]
            if not numbers or len(pieces) < 2:
                out.append(" ".join([*words, *numbers]))
                continue
            at = min(beside if beside >= 0 else len(pieces) + beside, len(pieces) - 1)
            pieces[at] += " " + " ".join(numbers)
            out += [*words[:-1], *pieces]
        return out

    return lay


def between(grid: Grid) -> list[str]:
    """The values on a line of their own in the middle of a label of two or four lines."""
    out = []
    for row in grid:
        words, numbers = _parted(row)
        label = words[-1] if words else ""
        if numbers and len(label) > 12:
            half = len(label) // 2
            out += [*words[:-1], label[:half], " ".join(numbers), label[half:]]
        else:
            out.append(" ".join([*words, *numbers]))
    return out


def page_cut(grid: Grid) -> list[str]:
    """A page mark in the middle of the table, a running head after it."""
    rows = lines(grid)
    if len(rows) < 10:
        return rows
    cut = len(rows) // 2
    return [*rows[:cut], "", "— 5 —", "", *rows[cut:]]


def label_cut(grid: Grid) -> list[str]:
    """A page ends inside a label; its values stand on the next page beside the rest."""
    out = lines(grid)
    at = next((i for i, line in enumerate(out) if line.startswith("（四）无法提供 1.")), None)
    if at is None:
        return out
    head, rest = out[at].split(" ", 1)
    return [*out[:at], head[:4], "— 5 —", head[4:] + " " + rest, *out[at + 1 :]]


def upright(grid: Grid) -> list[str]:
    """三、本年度办理结果 runs down the page: its characters stand on lines of their own between the rows."""
    tower = list("三、本年度办理结果")
    out = []
    for line in lines(grid):
        out.append(line.replace("三、本年度办理结果 ", ""))
        if tower and line[:1] in "（123456":
            out.append(tower.pop(0))
    return out


def upright_beside(grid: Grid) -> list[str]:
    """The same, the characters in front of the rows' own words."""
    tower = list("本年度办理结果")
    out = []
    for line in lines(grid):
        line = line.replace("三、本年度办理结果 ", "三、")
        if tower and line[:1] in "23456":
            line = f"{tower.pop(0)} {line}"
        out.append(line)
    return out


def heads_between(grid: Grid) -> list[str]:
    """（三）不予公开 is centred beside its eight rows: its halves fall between them."""
    out = []
    held: list[str] = []
    for row in grid:
        words, numbers = _parted(row)
        heads = [w for w in words[:-1] if w.startswith("（")]
        words = [w for w in words if w not in heads and w != "三、本年度办理结果"]
        out.append(" ".join([*words, *numbers]))
        out += held
        held = [half for h in heads for half in (h[:4], h[4:])]
    return out


def torn_head(grid: Grid) -> list[str]:
    """The column heads of table 3 torn over lines, in an order no column has."""
    if "新收" not in grid[data_from(grid)][0][0] if _has_new(grid) else True:
        return lines(grid)
    heads = [
        "申请人情况", "法人或其他组织", grid[0][0][0][:22], "社会 法律", "商业 科研", grid[0][0][0][22:],
        "自然人 公益 服务 其他 总计", "企业 机构", "组织 机构",
    ]  # fmt: skip
    return [*heads, *lines(grid[data_from(grid) :])]


def no_head(grid: Grid) -> list[str]:
    """The column heads of table 3 are lost."""
    return lines(grid[data_from(grid) :]) if _has_new(grid) else lines(grid)


def _has_new(grid: Grid) -> bool:
    return any("新收" in row[0][0] for row in grid)


def footnoted(grid: Grid) -> list[str]:
    return [*lines(grid), "注：本表含上年度结转数量3件，由2个科室统计。"]


TEXT: dict[str, Callable[[Tables, int], str]] = {
    "pipes": _three(pipes),
    "pipes spelled out": _three(lambda grid: pipes(grid, True)),
    "pipes of own width": _three(pipes_of_own_width),
    "broken pipes": _three(broken_pipes),
    "broken pipes ruled": _three(broken_pipes_ruled),
    "open pipes": _three(open_pipes),
    "lone pipes": _three(lone_pipes),
    "one-row tables": _three(one_row_tables),
    "mixed pipes": _three(mixed_pipes),
    "html in markdown": _three(html_in_markdown),
    "cells": _three(cells),
    "cells apart": _three(cells_apart),
    "cells indented": _three(cells_indented),
    "tabs": _three(tabs),
    "lines": _three(lines),
    "columns": _three(columns),
    "labels behind": _three(labels_behind),
    "labels before": _three(labels_before),
    "wrapped, values first": _three(_wrapped(9, 0)),
    "wrapped, values last": _three(_wrapped(9, -1)),
    "wrapped, values second": _three(_wrapped(8, 1)),
    "values between": _three(between),
    "page cut": _three(page_cut),
    "label cut": _three(label_cut),
    "upright": _three(upright),
    "upright beside": _three(upright_beside),
    "heads between": _three(heads_between),
    "torn head": _three(torn_head),
    "no head": _three(no_head),
    "footnoted": _three(footnoted),
}

GLUED: dict[str, Callable[[Tables, int], str]] = {"run together": _three(run_together)}
