"""PDF → Document: ruled tables as grids, prose lines rejoined by their place on the page, page marks removed."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from ..errors import DamagedError, EncryptedError, LimitError, ReadError, UnsupportedError
from ..model import Block, Document, Issue, Page
from .document import sha256
from .guard import bounded, check_streams
from .limits import MAX_PAGE_CHARS, MAX_PAGE_CROSSINGS, MAX_PAGE_RULES, MAX_PDF_PAGES, MAX_PDF_SECONDS, Clock
from .normalise import is_page_mark, normalise
from .pdfloose import loose_rows
from .pdfpage import Cuts, single, straighten, upright, without_page_marks, without_stripes, without_watermark
from .pdfprose import Line, paragraphs
from .pdftable import Box, cuts_glyphs, is_table, line_text, lines_of, on_uprights, split_bands, table_block
from .sheets import in_reading_order

_PRINTED_AT = re.compile(
    r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4},? \d{1,2}:\d{2}(?: ?[AP]M)?(?: .{0,200})?"
)  # by a browser
_SNAP = 3.0  # points from the paper's edge at which a table is cut by it
_CID = re.compile(r"\(cid:\d+\)")


@dataclass(slots=True)
class _Sheet:
    """What one page (or half of a sheet printed two-up) holds, top to bottom."""

    items: list[Line | Block]
    chars: int


def read_pdf(page: Page) -> Document:
    """The Document of a PDF. Raises EncryptedError, DamagedError, UnsupportedError (scanned) or LimitError."""
    check_streams(page.content, page.source)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns once per odd font
    with bounded(page.source, MAX_PDF_SECONDS):
        return _read(page)


def _read(page: Page) -> Document:
    import pdfplumber

    issues: list[Issue] = []
    try:
        with pdfplumber.open(io.BytesIO(page.content), unicode_norm=None) as pdf:
            count = len(pdf.pages)
            title = normalise(_decoded(pdf.metadata.get("Title")))
            sheets = in_reading_order(list(_sheets(pdf, page.source, issues)), _text)
    except (ReadError, MemoryError):
        raise
    except RecursionError:
        raise DamagedError(page.source, "the PDF refers to itself in a loop") from None
    except Exception as error:
        raise _explained(page.source, error) from None
    if not count:
        raise DamagedError(page.source, "the PDF has no pages")
    if sum(sheet.chars for sheet in sheets) < 20:
        raise UnsupportedError(
            page.source, "the PDF has no text layer (扫描件/图片版): run OCR first, or look for the HTML"
        )
    items = _without_running_heads([sheet.items for sheet in sheets])
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type="application/pdf",
        blocks=tuple(paragraphs(items)),
        title=title.strip(),
        url=page.url,
        issues=tuple(issues),
    )


def _explained(source: str, error: Exception) -> ReadError:
    """pdfminer's and pdfplumber's many exceptions in three clear sentences."""
    names = {
        type(e).__name__ for e in (error, *error.args, error.__cause__, error.__context__) if e is not None
    }
    if names & {"PDFPasswordIncorrect", "PDFEncryptionError"}:
        return EncryptedError(source, "the PDF is protected by a password (加密)")
    if "PDFTextExtractionNotAllowed" in names:
        return EncryptedError(source, "the PDF forbids reading its text (加密)")
    detail = str(error).strip()[:120] or type(error).__name__
    return DamagedError(source, f"the PDF is damaged or cut off ({detail})")


def _decoded(value: object) -> str:
    """A document property; some writers leave UTF-16 with its mark undecoded."""
    text = value if isinstance(value, str) else ""
    if text.startswith(("ÿþ", "þÿ")):
        return ""
    return text if "\ufffd" not in text and len(text) <= 300 else ""


def _text(sheet: _Sheet) -> str:
    return "\n".join(item.text for item in sheet.items)


def _sheets(pdf: Any, source: str, issues: list[Issue]) -> Iterator[list[_Sheet]]:
    """Page by page what it holds: two pages where it is printed two-up."""
    clock = Clock(source, MAX_PDF_SECONDS)
    if len(pdf.pages) > MAX_PDF_PAGES:
        raise LimitError(source, f"the PDF has {len(pdf.pages)} pages; the limit is {MAX_PDF_PAGES}")
    empty = []
    sheet = 0
    cuts = Cuts()
    for page in map(upright, pdf.pages):
        clock.check()
        number = page.page_number
        chars = len(page.chars)
        if chars > MAX_PAGE_CHARS:
            raise LimitError(source, f"page {number} has {chars} characters")
        if not any(c["text"].strip() for c in page.chars):
            empty.append((number, bool(page.images)))
        unknown = sum(1 for c in page.chars if _CID.fullmatch(c["text"]))
        if unknown > 0.3 * chars > 0:
            raise UnsupportedError(
                source, f"page {number}: the fonts do not tell their characters (乱码); run OCR first"
            )
        if unknown:
            issues.append(
                Issue("pdf.unknown-characters", f"{unknown} characters have no known text", f"page {number}")
            )
        straighten(page)
        halves = cuts.halves(page)
        yield [_sheet(part, number, sheet + n, issues) for n, part in enumerate(halves, 1)]
        sheet += len(halves)
        page.close()
    for number, image in empty:
        what = "a picture without text (扫描页)" if image else "empty"
        if image:
            issues.append(
                Issue("pdf.page-without-text", f"page {number} is {what} and was not read", f"page {number}")
            )


def _sheet(page: Any, number: int, sheet: int, issues: list[Issue]) -> _Sheet:
    page = without_stripes(page)
    rules = len(page.lines) + len(page.rects) + len(page.curves)
    tables: list[list[Box]] = []
    if rules > MAX_PAGE_RULES or _crossings(page) > MAX_PAGE_CROSSINGS:
        issues.append(
            Issue(
                "pdf.too-many-rules",
                f"{rules} drawn lines: tables of this page were read as text",
                f"page {number}",
            )
        )
    elif rules:
        tables = _ruled(page)
    chars = without_page_marks(single(without_watermark(page.chars)), page.height)
    items: list[Line | Block] = []
    for cells in tables:
        box = (
            min(c[0] for c in cells),
            min(c[1] for c in cells),
            max(c[2] for c in cells),
            max(c[3] for c in cells),
        )
        inside = [c for c in chars if _within(c, box)]
        chars = [c for c in chars if not _within(c, box)]
        block = table_block(split_bands(cells, inside), inside, number)
        if any(cell.text for cell in block.cells):
            items.append(Line("", box[0], box[2], box[1], box[3], 0.0, number, page.height, sheet, block))
    rows, used = loose_rows(chars)
    if rows:
        chars = [c for c in chars if id(c) not in used]
        items += [
            Line(r.text, r.x0, r.x1, r.top, r.bottom, r.size, number, page.height, sheet, None) for r in rows
        ]
        issues.append(
            Issue("pdf.table-without-rules", "a table was put together by its numbers", f"page {number}")
        )
    for line in lines_of(chars):
        text = line_text(line)
        if text:
            items.append(_line(line, text, number, page.height, sheet))
    items.sort(key=lambda item: item.top if isinstance(item, Line) else 0.0)
    return _Sheet(items, len(page.chars))


def _ruled(page: Any) -> list[list[Box]]:
    """The cells of the page's ruled tables."""
    lines = {"explicit_vertical_lines": _open_sides(page), "explicit_horizontal_lines": _open_ends(page)}
    tables = [table.cells for table in page.find_tables(lines)]
    uprights = [e for e in page.edges if e["orientation"] == "v"]
    sound = (on_uprights(cells, uprights) for cells in tables if is_table(cells))
    return [_over_the_edge(cells, page) for cells in sound if not cuts_glyphs(cells, page.chars)]


def _over_the_edge(cells: list[Box], page: Any) -> list[Box]:
    """The cells with those at the paper's edge reaching over it: a table too wide for its page is cut, its text is not."""
    left, right = page.bbox[0] + _SNAP, page.bbox[2] - _SNAP
    return [
        (b[0] - page.width * (b[0] < left), b[1], b[2] + page.width * (b[2] > right), b[3]) for b in cells
    ]


def _crossings(page: Any) -> int:
    """How many places a table finder would look at: every level rule with every upright one."""
    level = {round(e["top"]) for e in page.edges if e["orientation"] == "h"}
    upright = {round(e["x0"]) for e in page.edges if e["orientation"] == "v"}
    return len(level) * len(upright)


def _line(chars: list[Any], text: str, number: int, height: float, sheet: int) -> Line:
    seen = [c for c in chars if c["text"].strip()]
    return Line(
        text,
        seen[0]["x0"],
        max(c["x1"] for c in seen),
        min(c["top"] for c in seen),
        max(c["bottom"] for c in seen),
        median(c["size"] for c in seen),
        number,
        height,
        sheet,
        None,
    )


def _open_sides(page: Any) -> list[float]:
    """Where rows of rules end without a rule down the side: tables printed with open left and right edges."""
    across = [e for e in page.edges if e["orientation"] == "h"]
    down = [e["x0"] for e in page.edges if e["orientation"] == "v"]
    heights: dict[float, tuple[float, float]] = {}
    for edge in across:  # a rule drawn cell by cell is one rule
        y = round(edge["top"])
        x0, x1 = heights.get(y, (edge["x0"], edge["x1"]))
        heights[y] = (min(x0, edge["x0"]), max(x1, edge["x1"]))
    wide = {y: (x0, x1) for y, (x0, x1) in heights.items() if x1 - x0 > 0.3 * page.width}
    if not down or len(wide) < 3:
        return []
    sides: dict[int, list[float]] = {}  # place → the heights of the rules that end there
    for y, pair in wide.items():
        for x in pair:
            sides.setdefault(round(x), []).append(y)
    return [
        min(float(x), page.bbox[2] - 0.5)
        for x, ys in sides.items()
        if len(ys) >= 3
        and all(abs(x - d) > 6 for d in down)
        and not any(x0 + 6 < x < x1 - 6 for y, (x0, x1) in wide.items() if min(ys) < y < max(ys))
    ][:8]


def _open_ends(page: Any) -> list[float]:
    """Where uprights end without a rule across: the page's end cut a row, and its rest is on the next page."""
    across = [e["top"] for e in page.edges if e["orientation"] == "h"]
    ends = Counter(round(y) for e in page.edges if e["orientation"] == "v" for y in (e["top"], e["bottom"]))
    return [float(y) for y, count in ends.items() if count >= 4 and all(abs(y - a) > 6 for a in across)][:8]


def _within(char: Any, box: Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1)


def _without_running_heads(sheets: list[list[Line | Block]]) -> list[Line]:
    """All lines in order, less page numbers and the heads and feet that repeat on most pages."""
    lines = [[item for item in sheet if isinstance(item, Line)] for sheet in sheets]
    repeated = Counter(line.text for sheet in lines for line in sheet if line.block is None and line.marginal)
    limit = max(3, len(lines) // 2 + 1)
    return [
        line
        for sheet in lines
        for line in sheet
        if line.block is not None
        or not (
            is_page_mark(line.text)
            or _stray_number(line)
            or (line.marginal and (repeated[line.text] >= limit or _PRINTED_AT.fullmatch(line.text)))
        )
    ]


def _stray_number(line: Line) -> bool:
    return line.marginal and line.text.isascii() and line.text.isdigit() and len(line.text) <= 3
