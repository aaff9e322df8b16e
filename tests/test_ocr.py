"""Markdown in the dialects of OCR and conversion tools: every cell right; misread digits only with proof by the sums."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from golden.cases import missing, read_source, wrong
from golden.grids import Grid, Tables, tables_of
from golden.ocr import OCR
from golden.truth import FORMS, KINDS, make_truth


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dialect", OCR)
def test_every_dialect_gives_every_cell(dialect: str, form: str) -> None:
    truth = make_truth(8, form, KINDS[(list(OCR).index(dialect) + FORMS.index(form)) % len(KINDS)])
    report = read_source(OCR[dialect](tables_of(truth, form), 2020 if form == "2019" else 2024))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
    assert [s.id for s in report.sections] == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]
    assert "公开信息12条" in report.text.replace(" ", "")


def _misread(tables: Tables, change: Callable[[str], str], seed: str) -> tuple[Tables, int]:
    """One number in twenty misread."""
    dice = random.Random(seed)
    count = 0

    def cell(text: str) -> str:
        nonlocal count
        if not text.isdigit() or dice.random() > 0.05:
            return text
        count += change(text) != text
        return change(text)

    def lay(grid: Grid) -> Grid:
        return [[(cell(t), h, w) for t, h, w in row] for row in grid]

    return Tables(lay(tables.t2), lay(tables.t3), lay(tables.t4)), count


MISREAD = {
    "O": lambda t: t.replace("0", "O", 1),
    "〇": lambda t: t.replace("0", "〇", 1),
    "l": lambda t: t.replace("1", "l", 1),
    "B": lambda t: t.replace("8", "B", 1),
    "point": lambda t: t[0] + "." + t[1:] if len(t) > 1 else t,
    "comma": lambda t: t + ",",
    "space": lambda t: t[0] + " " + t[1:] if len(t) > 1 else t,
}


@pytest.mark.parametrize("way", MISREAD)
def test_misread_digits_are_put_right_by_the_sums_or_no_number(way: str) -> None:
    slips = left = 0
    for dialect in ("mineru", "docling", "marker", "olmocr"):
        for kind in ("busy", "large"):
            truth = make_truth(9, "2021", kind)
            tables, count = _misread(tables_of(truth, "2021"), MISREAD[way], dialect + kind + way)
            report = read_source(OCR[dialect](tables, 2024))
            off = [line.split(":")[0] for line in wrong(report, truth)]
            assert all(report.cell(i).value is None for i in off)  # told, never a wrong number
            assert all("table.words-in-cell" in {x.code for x in report.issues} for _ in off)
            slips += count
            left += len([i for i in off if not i.startswith("t2.")]) + len(missing(report, truth))
    assert slips > 5
    assert left <= 0.1 * slips


def test_a_sheet_with_a_point_in_every_number_is_taken_at_its_word() -> None:
    truth = make_truth(9, "2021", "busy")
    pointed = {i: v if "." in v else f"{v}.00" for i, v in truth.items()}
    report = read_source(OCR["mineru"](tables_of(pointed, "2021"), 2024))
    assert wrong(report, truth) == []


def test_a_dash_read_as_a_character_is_a_dash() -> None:
    truth = make_truth(9, "2021", "quiet")
    report = read_source(
        OCR["docling"](tables_of({i: "一" if v == "0" else v for i, v in truth.items()}, "2021"), 2024)
    )
    assert {report.cell(i).state for i, v in truth.items() if v == "0"} == {"dash"}
