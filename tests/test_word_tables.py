"""Tables in every way Word, WPS and converters build them; raised, struck and hidden characters are no digits."""

from __future__ import annotations

import pytest

from golden.cases import missing, wrong
from golden.grids import tables_of
from golden.truth import make_truth
from golden.word import WORD, grid, package, paragraph
from gongkai.model import Page
from gongkai.parse import parse_report
from gongkai.readers import read_document


@pytest.mark.parametrize("kind", ["busy", "quiet"])
@pytest.mark.parametrize("way", WORD)
def test_every_way_to_build_a_table_gives_every_cell(way: str, kind: str) -> None:
    truth = make_truth(4, "2021", kind)
    report = parse_report(read_document(Page(WORD[way](tables_of(truth, "2021")), "case.docx")))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []


def test_a_picture_in_a_cell_is_no_blank() -> None:
    picture = "<w:p><w:r><w:drawing/></w:r></w:p>"
    rows = grid([[("规章", 1, 1), ("3", 1, 1)]], lambda text: picture if text == "3" else paragraph(text))
    blocks = read_document(Page(package(rows), "case.docx")).blocks
    assert [cell.text for cell in blocks[0].cells] == ["规章", "[图]"]
