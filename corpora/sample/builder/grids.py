"""The three statutory tables as grids of spanned cells, the one shape every form is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from .source import COLUMNS, FORMAT, OUTCOMES, REVIEWS, Source, t3_rows


@dataclass(frozen=True)
class Box:
    """A cell of the printed table."""

    text: str
    rows: int = 1
    cols: int = 1


Grid = list[list[Box]]  # each row lists only the cells that begin in it


def t2(source: Source) -> Grid:
    """Table 2: four columns, one band for each item of Article 20."""
    grid: Grid = []
    for article in FORMAT["t2_2019" if source.era == "2019" else "t2_2021"]:
        widths = _widths(len(article["cols"]))
        grid.append([Box(article["label"], cols=4)])
        heads = [Box(label, cols=w) for (_, label), w in zip(article["cols"], widths, strict=True)]
        grid.append([Box("信息内容"), *heads])
        for row, label in article["rows"]:
            ids = [f"t2.{article['id']}.{row}.{column}" for column, _ in article["cols"]]
            values = [Box(source.cells[i] or "", cols=w) for i, w in zip(ids, widths, strict=True)]
            grid.append([Box(label), *values])
    return grid


def _widths(columns: int) -> list[int]:
    return {1: [3], 2: [1, 2], 3: [1, 1, 1]}[columns]


def t3(source: Source) -> Grid:
    """Table 3: three columns of labels and seven of numbers."""
    columns = FORMAT["t3"]["cols"]
    grid: Grid = [
        [Box(FORMAT["t3"]["note_in_corner"], 3, 3), Box(FORMAT["t3"]["head"], 1, 7)],
        [Box("自然人", 2), Box("法人或其他组织", 1, 5), Box("总计", 2)],
        [Box(c["label"]) for c in columns[1:6]],
    ]
    rows = t3_rows(source.era)
    begun: set[str] = set()
    for row in rows:
        line: list[Box] = []
        for parent in row["parents"]:
            if parent not in begun:
                begun.add(parent)
                line.append(Box(parent, sum(parent in other["parents"] for other in rows)))
        line.append(Box(row["label"], 1, 3 - len(row["parents"])))
        line += [Box(source.cells[f"t3.{row['id']}.{column}"] or "") for column in COLUMNS]
        grid.append(line)
    return grid


def t4(source: Source) -> Grid:
    """Table 4: fifteen columns under two heads."""
    outcomes = [Box(c["label"]) for c in FORMAT["t4"]["cols"]]
    return [
        [Box("行政复议", 1, 5), Box("行政诉讼", 1, 10)],
        [*(Box(o.text, 2) for o in outcomes), Box("未经复议直接起诉", 1, 5), Box("复议后起诉", 1, 5)],
        [*outcomes, *outcomes],
        [Box(source.cells[f"t4.{g}.{o}"] or "") for g in REVIEWS for o in OUTCOMES],
    ]


def tables(source: Source) -> dict[str, Grid]:
    """Section id → its table."""
    return {"s2": t2(source), "s3": t3(source), "s4": t4(source)}


def placed(grid: Grid) -> list[tuple[int, int, Box]]:
    """(row, column, cell) for every cell, with the columns that spans from above take left out."""
    taken: set[tuple[int, int]] = set()
    found = []
    for r, line in enumerate(grid):
        c = 0
        for box in line:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(box.rows) for j in range(box.cols)}
            found.append((r, c, box))
    return found


def width(grid: Grid) -> int:
    """How many columns the grid has."""
    return max(c + box.cols for _, c, box in placed(grid))


def filled(grid: Grid) -> list[list[str]]:
    """The grid as a rectangle of texts; only the first place of a spanned cell holds its text."""
    lines = [[""] * width(grid) for _ in grid]
    for r, c, box in placed(grid):
        lines[r][c] = box.text
    return lines
