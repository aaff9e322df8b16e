"""One truth, many layouts: every layout must give the same cells, and no damage may pass in silence."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.model import Block, Document, GridCell, Report
from gongkai.parse import parse_report
from gongkai.parse.tables.cells import interpret, is_noted, is_value
from gongkai.parse.tables.labels import match

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "reports"
FORM = json.loads(files("gongkai.data").joinpath("format.json").read_text("utf-8"))
COLUMNS = [c["id"] for c in FORM["t3"]["cols"]]
GROUPS = [g["id"] for g in FORM["t4"]["groups"]]
ITEMS = [c["id"] for c in FORM["t4"]["cols"]]
ERAS = ("2021", "2019")
Truth = dict[str, str]
Grid = list[list[tuple[str, int, int]]]  # rows of (text, rowspan, colspan)


def rows3(era: str) -> list[dict]:
    return FORM["t3"][f"rows_{era}"]


def make_truth(seed: int, era: str, top: int = 40) -> Truth:
    """Filled tables of one era in which every identity holds."""
    dice = random.Random(seed)
    truth: Truth = {}
    for part in FORM[f"t2_{era}"]:
        for row, _ in part["rows"]:
            for column, _ in part["cols"]:
                truth[f"t2.{part['id']}.{row}.{column}"] = str(dice.randint(0, 9999))
    leaves = [r["id"] for r in rows3(era) if r["kind"] == "leaf"]
    table = {row: [dice.choice((0, dice.randint(0, top))) for _ in COLUMNS[:6]] for row in leaves}
    table["r_total"] = [sum(table[row][i] for row in leaves) for i in range(6)]
    table["r_carry_out"] = [dice.randint(0, 9) for _ in range(6)]
    table["r_carry_in"] = [min(dice.randint(0, 5), table["r_total"][i]) for i in range(6)]
    table["r_new"] = [
        table["r_total"][i] + table["r_carry_out"][i] - table["r_carry_in"][i] for i in range(6)
    ]
    for row, values in table.items():
        for column, value in zip(COLUMNS, [*values, sum(values)], strict=True):
            truth[f"t3.{row}.{column}"] = str(value)
    for group in GROUPS:
        values = [dice.randint(0, 9) for _ in range(4)]
        for item, value in zip(ITEMS, [*values, sum(values)], strict=True):
            truth[f"t4.{group}.{item}"] = str(value)
    return truth


def grid2(truth: Truth, era: str) -> Grid:
    rows: Grid = []
    for part in FORM[f"t2_{era}"]:
        wide = 3 // len(part["cols"]) if len(part["cols"]) != 2 else 1
        rows.append([(part["label"], 1, 4)])
        rows.append([("信息内容", 1, 1), *((label, 1, wide) for _, label in part["cols"])])
        for row, label in part["rows"]:
            name = f"t2.{part['id']}.{row}."
            rows.append([(label, 1, 1), *((truth[name + c], 1, wide) for c, _ in part["cols"])])
    return rows


def values3(truth: Truth, row: str) -> list[str]:
    return [truth[f"t3.{row}.{c}"] for c in COLUMNS]


def grid3(truth: Truth, era: str) -> Grid:
    heads = [c["label"] for c in FORM["t3"]["cols"]]
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows: Grid = [
        [(corner, 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(h, 1, 1) for h in heads[1:6]],
    ]
    parents_seen: set[str] = set()
    for row in rows3(era):
        line: list[tuple[str, int, int]] = []
        for parent in row["parents"]:
            if parent not in parents_seen:
                parents_seen.add(parent)
                line.append((parent, sum(parent in r["parents"] for r in rows3(era)), 1))
        line.append((row["label"], 1, 3 - len(row["parents"])))
        rows.append([*line, *((v, 1, 1) for v in values3(truth, row["id"]))])
    return rows


def grid4(truth: Truth) -> Grid:
    items = [c["label"] for c in FORM["t4"]["cols"]]
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*((i, 2, 1) for i in items), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [(i, 1, 1) for i in items * 2],
        [(truth[f"t4.{g}.{c}"], 1, 1) for g in GROUPS for c in ITEMS],
    ]


def place(grid: Grid) -> tuple[GridCell, ...]:
    """Cells at the places where a browser would put them."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(grid):
        column = 0
        for text, high, wide in row:
            while (r, column) in taken:
                column += 1
            cells.append(GridCell(r, column, text, high, wide))
            taken.update((r + i, column + j) for i in range(high) for j in range(wide))
            column += wide
    return tuple(cells)


def table(grid: Grid) -> list[Block]:
    return [Block("table", cells=place(grid))]


def text(*lines: str) -> list[Block]:
    return [Block("text", line) for line in lines if line.strip()]


def as_cells_a_line(grid: Grid) -> list[Block]:
    return text(*(cell[0] for row in grid for cell in row))


def as_lines(grid: Grid) -> list[Block]:
    """Words and numbers of a row on one line, as text is taken out of a PDF; the label may stand behind."""
    return text(*(" ".join(cell[0].replace(" ", "") for cell in row if cell[0]) for row in grid))


def as_pipes(grid: Grid) -> list[Block]:
    return text(*("| " + " | ".join(cell[0] for cell in row) + " |" for row in grid))


def as_single_tables(grid: Grid) -> list[Block]:
    """Every row a table of its own, columns adrift."""
    return [b for row in grid for b in table([[(t, 1, 1) for t, _, _ in row]])]


def cut_by_pages(grid: Grid) -> list[Block]:
    """The table goes on over pages, where the spanning row heads begin anew."""
    cells = place(grid)
    height = len(grid)
    blocks = []
    for first, last in ((0, height // 2), (height // 2, height)):
        piece = []
        for cell in cells:
            top, bottom = max(cell.row, first), min(cell.row + cell.rowspan, last)
            if top < bottom:
                piece.append(GridCell(top - first, cell.col, cell.text, bottom - top, cell.colspan))
        blocks.append(Block("table", cells=tuple(piece), page=first + 1))
    return blocks


def parted(row: list[tuple[str, int, int]]) -> tuple[list[str], str]:
    words = [t for t, _, _ in row if t and not is_value(t)]
    return words, " ".join(t for t, _, _ in row if is_value(t))


def labels_behind(grid: Grid) -> list[Block]:
    """Values on a line of their own and the label on the next."""
    return text(*(line for row in grid for words, values in [parted(row)] for line in (values, *words)))


def labels_before(grid: Grid) -> list[Block]:
    return text(*(line for row in grid for words, values in [parted(row)] for line in (*words, values)))


def wrapped(grid: Grid) -> list[Block]:
    """Long labels run over two lines, the values beside the second."""
    lines = []
    for row in grid:
        words, values = parted(row)
        if values and len(words[-1:][0] if words else "") > 12:
            half = len(words[-1]) // 2
            lines += [*words[:-1], words[-1][:half], f"{words[-1][half:]} {values}"]
        else:
            lines.append(" ".join([*words, values]).strip())
    return text(*lines)


LAYOUTS: dict[str, Callable[[Grid], list[Block]]] = {
    "grid": table,
    "cells": as_cells_a_line,
    "lines": as_lines,
    "pipes": as_pipes,
    "single": as_single_tables,
    "pages": cut_by_pages,
    "behind": labels_behind,
    "before": labels_before,
    "wrapped": wrapped,
}


def document(two: list[Block], three: list[Block], four: list[Block], year: int = 2024) -> Document:
    blocks = [
        *text(f"云岭市档案局{year}年政府信息公开工作年度报告", "一、总体情况", f"{year}年，我局公开信息12条。"),
        *text("二、主动公开政府信息情况"), *two,
        *text("三、收到和处理政府信息公开申请情况"), *three,
        *text("四、政府信息公开行政复议、行政诉讼情况"), *four,
        *text("五、存在的主要问题及改进情况", "人手不足，将加强培训。", "六、其他需要报告的事项", "无。"),
    ]  # fmt: skip
    return Document("memory", "0" * 64, "text/plain", tuple(blocks))


def read(truth: Truth, era: str, layout: str) -> Report:
    lay = LAYOUTS[layout]
    year = 2024 if era == "2021" else 2020
    return parse_report(document(lay(grid2(truth, era)), lay(grid3(truth, era)), lay(grid4(truth)), year))


def wrong(report: Report, truth: Truth) -> list[str]:
    """Cells that claim something else than the truth. An absent cell claims nothing."""
    cells = {i: c for t in report.tables.values() for i, c in t.items()}
    return [
        f"{i}: {cells[i].raw!r} for {value!r}"
        for i, value in truth.items()
        if i in cells and cells[i].state != "absent" and cells[i].value != Decimal(value)
    ]


def absent(report: Report) -> list[str]:
    return [i for t in report.tables.values() for i, c in t.items() if c.state == "absent"]


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_every_cell(layout: str, era: str) -> None:
    truth = make_truth(7, era)
    report = read(truth, era, layout)
    assert report.era == era
    assert wrong(report, truth) == []
    assert absent(report) == []
    assert {i for t in report.tables.values() for i in t} == set(truth)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), era=st.sampled_from(ERAS), layout=st.sampled_from(sorted(LAYOUTS)))
def test_any_truth_any_layout(seed: int, era: str, layout: str) -> None:
    truth = make_truth(seed, era, top=seed % 60)
    report = read(truth, era, layout)
    assert wrong(report, truth) == []
    assert absent(report) == []


def damage(grid: Grid, fault: str, dice: random.Random) -> Grid:
    """A copy of table 3 with one fault among its data rows."""
    out = [list(row) for row in grid]
    first = next(i for i, row in enumerate(out) if "新收" in row[0][0])
    at = dice.randrange(first, len(out) - 1)
    if fault == "drop row":
        del out[at]
    elif fault == "drop label":
        label = max(i for i, c in enumerate(out[at]) if not is_value(c[0]))
        out[at][label] = ("", *out[at][label][1:])
    elif fault == "drop cell":
        del out[at][-dice.randint(1, 7)]
    elif fault == "add blank":
        out[at].insert(len(out[at]) - dice.randint(1, 7), ("", 1, 1))
    elif fault == "blank cell":
        out[at][-dice.randint(1, 7)] = ("", 1, 1)
    elif fault == "drop labels":
        for row in out[at : at + 3]:
            label = max(i for i, c in enumerate(row) if not is_value(c[0]))
            row[label] = ("", *row[label][1:])
    return out


FAULTS = ("drop row", "drop label", "drop cell", "add blank", "blank cell", "drop labels")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_fault_is_silent(layout: str, fault: str) -> None:
    for seed in range(5):
        dice = random.Random(seed)
        truth = make_truth(seed, "2021")
        lay = LAYOUTS[layout]
        three = lay(damage(grid3(truth, "2021"), fault, dice))
        report = parse_report(document(lay(grid2(truth, "2021")), three, lay(grid4(truth))))
        bad = [w for w in wrong(report, truth) if fault != "blank cell" or "''" not in w]
        assert bad == [], f"seed {seed}"
        gone = absent(report)
        assert not gone or any(i.code.startswith("table.") for i in report.issues)


def damage_any(grid: Grid, fault: str, dice: random.Random) -> Grid:
    """A copy of any table with one fault among its value rows or its heads."""
    out = [list(row) for row in grid]
    filled = [i for i, row in enumerate(out) if any(is_value(c[0]) for c in row)]
    at = dice.choice(filled)
    values = [i for i, c in enumerate(out[at]) if is_value(c[0])]
    words = [i for i, c in enumerate(out[at]) if not is_value(c[0])]
    if fault == "drop row":
        del out[at]
    elif fault == "drop label" and words:
        out[at][words[-1]] = ("", *out[at][words[-1]][1:])
    elif fault == "drop cell":
        del out[at][dice.choice(values)]
    elif fault == "add blank":
        out[at].insert(dice.choice(values), ("", 1, 1))
    elif fault == "drop head":
        del out[dice.choice([i for i in range(len(out)) if i not in filled])]
    return out


@pytest.mark.parametrize("fault", ["drop row", "drop label", "drop cell", "add blank", "drop head"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_fault_of_the_small_tables_is_silent(layout: str, fault: str) -> None:
    lay = LAYOUTS[layout]
    for seed in range(4):
        dice = random.Random(seed)
        era = ERAS[seed % 2]
        truth = make_truth(seed, era)
        two, four = damage_any(grid2(truth, era), fault, dice), damage_any(grid4(truth), fault, dice)
        report = parse_report(
            document(lay(two), lay(grid3(truth, era)), lay(four), 2024 if era == "2021" else 2020)
        )
        assert wrong(report, truth) == [], f"seed {seed}"
        assert not absent(report) or any(i.code == "table.absent-cells" for i in report.issues)


def test_label_cut_by_a_page() -> None:
    truth = make_truth(6, "2021")
    grid = grid3(truth, "2021")
    at = next(i for i, row in enumerate(grid) if "逾期未按收费" in row[0][0])
    label, values = grid[at][0][0], grid[at][1:]
    grid[at : at + 1] = [[(label[:14], 1, 1), *(("", 1, 1) for _ in values)], [(label[14:], 1, 1), *values]]
    other = next(i for i, row in enumerate(grid) if row[0][0] == "（六）其他处理")
    grid[other][0] = ("（六）其他处理", 4, 1)
    head = next(i for i, row in enumerate(grid) if row[0][0] == "三、本年度办理结果")
    grid[head][0] = ("三、本年度办理结果", grid[head][0][1] + 1, 1)
    report = parse_report(document(table(grid2(truth, "2021")), table(grid), table(grid4(truth))))
    assert wrong(report, truth) == []
    assert absent(report) == []


def test_two_rows_run_together_are_not_read() -> None:
    truth = make_truth(6, "2021")
    grid = grid3(truth, "2021")
    at = next(i for i, row in enumerate(grid) if "重复申请" in row[0][0])
    grid[at : at + 2] = [[(f"{a[0]}\n{b[0]}", 1, 1) for a, b in zip(grid[at], grid[at + 1], strict=True)]]
    report = parse_report(document(table(grid2(truth, "2021")), table(grid), table(grid4(truth))))
    assert wrong(report, truth) == []
    assert "table.unplaced-values" in {i.code for i in report.issues} or absent(report)


def test_blank_cells_stay_blank() -> None:
    truth = make_truth(8, "2019")
    blank = [i for i in truth if i.endswith((".c_ngo", ".c_total"))]
    printed = truth | dict.fromkeys(blank, "\u00a0")
    report = parse_report(
        document(table(grid2(printed, "2019")), table(grid3(printed, "2019")), table(grid4(printed)), 2019)
    )
    assert all(report.cell(i).state == "blank" for i in blank)
    assert absent(report) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_swapped_rows_follow_their_labels(layout: str) -> None:
    truth = make_truth(3, "2021")
    grid = grid3(truth, "2021")
    grid[9], grid[10] = grid[10], grid[9]  # two rows inside （三）, labels and all
    lay = LAYOUTS[layout]
    report = parse_report(document(lay(grid2(truth, "2021")), lay(grid), lay(grid4(truth))))
    assert wrong(report, truth) == []


def test_swapped_columns_follow_their_heads() -> None:
    truth = make_truth(5, "2021")
    grid = grid3(truth, "2021")
    grid[2][0], grid[2][1] = grid[2][1], grid[2][0]
    for row in grid[3:]:
        row[-6], row[-5] = row[-5], row[-6]
    for lay in (table, as_cells_a_line):
        report = parse_report(document(table(grid2(truth, "2021")), lay(grid), table(grid4(truth))))
        assert wrong(report, truth) == []
        assert absent(report) == []


def test_merged_other_row_in_a_2021_report() -> None:
    truth = make_truth(1, "2021") | {k: v for k, v in make_truth(1, "2019").items() if k.startswith("t3")}
    truth = {k: v for k, v in truth.items() if "r_ot_" not in k or "r_ot_all" in k}
    report = parse_report(
        document(table(grid2(truth, "2021")), table(grid3(truth, "2019")), table(grid4(truth)))
    )
    assert report.cell("t3.r_ot_all.c_total").value == Decimal(truth["t3.r_ot_all.c_total"])
    assert report.cell("t3.r_ot_other.c_total").state == "absent"
    assert wrong(report, truth) == []


def test_hybrid_form_keeps_both_names() -> None:
    truth = make_truth(2, "2021")
    grid = grid2(truth, "2021")
    grid[1] = [
        ("信息内容", 1, 1),
        ("本年新制作数量", 1, 1),
        ("本年新公开数量", 1, 1),
        ("对外公开总数量", 1, 1),
    ]
    report = parse_report(document(table(grid), table(grid3(truth, "2021")), table(grid4(truth))))
    assert report.era == "2021"
    assert report.cell("t2.a1.rule.published_all").value == Decimal(truth["t2.a1.rule.valid"])
    assert report.cell("t2.a1.rule.valid").state == "absent"
    assert "table.hybrid" in {i.code for i in report.issues}


def test_unknown_row_is_told_and_not_placed() -> None:
    truth = make_truth(4, "2021")
    grid = grid3(truth, "2021")
    grid.insert(7, [("9.其他本地情形", 1, 1), *((v, 1, 1) for v in "1234567")])
    two = grid2(truth, "2021")
    two.insert(4, [("其他主动公开文件", 1, 1), ("8", 1, 1), ("9", 1, 1), ("7", 1, 1)])
    report = parse_report(document(as_lines(two), as_lines(grid), as_lines(grid4(truth))))
    assert wrong(report, truth) == []
    assert [i.code for i in report.issues].count("table.unknown-row") == 2


@pytest.mark.parametrize(
    ("printed", "value", "state", "note"),
    [
        ("22", "22", "number", ""),
        (" １,234 ", "1234", "number", ""),
        ("59237.2449", "59237.2449", "number", ""),
        ("-3", "-3", "number", ""),
        ("22（其中修订16件）", "22", "number", "(其中修订16件)"),
        ("251000元", "251000", "number", "元"),
        ("", None, "blank", ""),
        ("\u00a0", None, "blank", ""),
        ("—", None, "dash", ""),
        ("/", None, "dash", ""),
        ("无", None, "note", "无"),
        ("1、属于国家秘密", None, "note", "1、属于国家秘密"),
        ("1 0", None, "note", "10"),
        ("05", None, "note", "05"),
        ("11398\n889", "11398889", "number", ""),
        ("1***", None, "note", "1***"),
    ],
)
def test_cell_states(printed: str, value: str | None, state: str, note: str) -> None:
    got = interpret(printed)
    assert got == (Decimal(value) if value is not None else None, state, note)


def test_labels_match_their_examples() -> None:
    data = json.loads(files("gongkai.data").joinpath("labels.json").read_text("utf-8"))
    for kind, entries in data.items():
        if kind in ("note", "lookalikes"):
            continue
        for entry in entries:
            for example in entry["match"]:
                assert match(kind, example) == entry["id"], (kind, example)
            for example in entry["miss"]:
                assert match(kind, example) != entry["id"], (kind, example)


def test_labels_are_no_values() -> None:
    for row in rows3("2021"):
        assert not is_value(row["label"])
        assert not is_noted(row["label"])


@pytest.mark.skipif(not SHARED.exists(), reason="the real reports are not here")
@pytest.mark.parametrize("truth_file", sorted(SHARED.glob("*.tables.json")) if SHARED.exists() else [])
def test_real_reports(truth_file: Path) -> None:
    from gongkai.readers import load, read_document

    stem = truth_file.name.removesuffix(".tables.json")
    source = next(p for p in sorted(SHARED.glob(f"{stem}.*")) if p.suffix != ".json")
    report = parse_report(read_document(load(source)))
    truth = json.loads(truth_file.read_text("utf-8"))
    for cell_id, value in truth["cells"].items():
        cell = report.cell(cell_id)
        if value is None:
            assert cell.state == "blank", cell_id
        else:
            assert cell.value == Decimal(value.removesuffix("元")), cell_id
    assert {"s1", "s2", "s3", "s4", "s5", "s6"} <= {s.id for s in report.sections}
    assert report.year == truth["year"]
    assert report.organ == ("测试市" if "hangzhou" in stem else truth["organ"])
