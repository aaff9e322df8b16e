"""PDF text linearised column by column: a cell is right or openly missing, never a number of another row (golden/flows.py)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from golden.cases import missing, read_source, wrong
from golden.flows import FLOWS, by_columns, pages_of, torn
from golden.grids import Tables, data_from, tables_of
from golden.markup import AFTER, BEFORE, HEADS
from golden.plain import cells
from golden.truth import make_truth
from gongkai.parse.tables.orders import certain

CUTS = [(), (13,), (3, 15), (24,), (22,)]
YEARS = {"2019": 2020, "hybrid": 2021}


@pytest.mark.parametrize("kind", ["busy", "quiet", "zero"])
@pytest.mark.parametrize("flow", FLOWS)
def test_no_column_is_taken_for_a_row(flow: str, kind: str) -> None:
    """The last page's labels end with 四、结转下年度继续办理; the run of columns below it is 7 × its rows long."""
    for seed, cuts in enumerate(CUTS):
        truth = make_truth(seed + 11, "2021", kind)
        report = read_source(torn(tables_of(truth, "2021"), 2024, FLOWS[flow], cuts))
        assert wrong(report, truth) == [], cuts


@pytest.mark.parametrize("form", ["2021", "2019", "merged", "hybrid"])
@pytest.mark.parametrize("flow", ["by columns", "close columns", "pairs in bands", "by rows"])
def test_the_identities_prove_a_torn_table(flow: str, form: str) -> None:
    for seed, cuts in enumerate([(), (13,), (3, 15)]):
        truth = make_truth(seed + 31, form, "busy")
        text = torn(tables_of(truth, form), YEARS.get(form, 2024), FLOWS[flow], cuts)
        report = read_source(text)
        assert wrong(report, truth) == [], cuts
        assert [i for i in missing(report, truth) if i.startswith("t3")] == [], cuts
        assert any(i.code == "table.proved-table" for i in report.issues)


def drop_number(tables: Tables, dice: random.Random) -> None:
    row = dice.choice(tables.t3[data_from(tables.t3) :])
    row[-dice.randint(1, 7)] = ("", 1, 1)


def swap_numbers(tables: Tables, dice: random.Random) -> None:
    one, two = (dice.choice(tables.t3[data_from(tables.t3) :]) for _ in range(2))
    a, b = (-dice.randint(1, 7) for _ in range(2))
    one[a], two[b] = two[b], one[a]


def drop_row(tables: Tables, dice: random.Random) -> None:
    tables.t3.pop(dice.randrange(data_from(tables.t3), len(tables.t3)))


@pytest.mark.parametrize("fault", [drop_number, swap_numbers, drop_row])
@pytest.mark.parametrize("flow", FLOWS)
def test_faults_in_a_torn_table(flow: str, fault: Callable[[Tables, random.Random], None]) -> None:
    for seed in range(8):
        form, kind = ("2021", "2019", "merged", "hybrid")[seed % 4], ("busy", "quiet")[seed // 4]
        truth = make_truth(seed + 50, form, kind)
        tables = tables_of(truth, form)
        fault(tables, random.Random(seed))
        lines = torn(tables, YEARS.get(form, 2024), FLOWS[flow], CUTS[seed % 5]).split("\n")
        report = read_source("\n".join(lines))
        assert wrong(report, truth) == [], (form, kind, seed)


def test_an_almost_empty_table_proves_nothing() -> None:
    """One request: its row and its column could stand in many places, so the sums are no proof."""
    truth = dict.fromkeys(make_truth(1, "2021", "zero"), "0")
    for row in ("r_new", "r_no_law", "r_total"):
        truth |= {f"t3.{row}.c_firm": "2", f"t3.{row}.c_total": "2"}
    report = read_source(torn(tables_of(truth, "2021"), 2024, FLOWS["by columns"], (13,)))
    assert wrong(report, truth) == []
    assert report.cell("t3.r_no_law.c_firm").state == "absent"


def flat(tables: Tables, two: list[str], four: list[str], tail: list[str]) -> str:
    bodies = (two, by_columns(pages_of(tables.t3, ())[0]), four)
    out = [line.format(year=2024) for line in BEFORE]
    for head, body in zip(HEADS, bodies, strict=True):
        out += [head, *body]
    return "\n\n".join([*out, *AFTER, *tail]) + "\n"


def test_zeros_of_table_four_after_the_last_section() -> None:
    """pdftotext puts boxes at the page's right edge last; sections five and six are found before them."""
    truth = make_truth(3, "2021", "busy") | {i: "0" for i in make_truth(3) if i.startswith("t4")}
    tables = tables_of(truth, "2021")
    heads = [c[0] for row in tables.t4[:3] for c in row]
    report = read_source(flat(tables, cells(tables.t2), [*heads, *"00000"], [*"0000000000"]))
    assert wrong(report, truth) == []
    assert [i for i in missing(report, truth) if i.startswith("t4")] == []
    assert [s.id for s in report.sections] == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]


def test_labels_of_table_two_then_its_values() -> None:
    """In one column the order is certain; of two rows by three only what every order of printing gives."""
    truth = make_truth(3, "2021", "busy")
    wide = {"rule": ("7", "0", "9"), "normdoc": ("5", "0", "8")}
    for row, values in wide.items():
        truth |= {f"t2.a1.{row}.{c}": v for c, v in zip(("made", "repealed", "valid"), values, strict=True)}
    truth |= {"t2.a6.penalty.decided": "31", "t2.a6.coercion.decided": "4"}
    tables = tables_of(truth, "2021")
    two = cells(tables.t2)
    at = two.index("规章")
    two[at : at + 8] = ["规章", "7", "行政规范性文件", "5", "0", "0", "9", "8"]
    at = two.index("行政处罚")
    two[at : at + 4] = ["行政处罚", "行政强制", "31", "4"]
    report = read_source(flat(tables, two, cells(tables.t4), []))
    assert wrong(report, truth) == []
    gone = {i for i in missing(report, truth) if i.startswith("t2")}
    assert gone <= {f"t2.a1.{i}" for i in ("rule.repealed", "rule.valid", "normdoc.made", "normdoc.repealed")}


def test_orders_of_printing_agree_on_what_they_must() -> None:
    assert certain(["1", "2"], 2, 1) == ["1", "2"]
    assert certain(["1", "2", "3", "4"], 2, 2) == ["1", None, None, "4"]
    assert certain(["0"] * 6, 2, 3) == ["0"] * 6
    assert certain(["1"], 2, 1) == []
