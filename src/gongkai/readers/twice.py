"""Pages that hold their text twice, for two sizes of screen, for the printer or for a screen reader: one copy is kept."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Block, Issue

_LONG = 30  # characters of a paragraph that is no heading or button
_CELLS = 20  # of a table that counts as much
_FEWEST = 3  # such paragraphs and tables in a run that make a copy; a formula of courtesy may come twice


def without_copy(blocks: Sequence[Block]) -> tuple[list[Block], list[Issue]]:
    """The blocks without runs that repeat, word for word, a run further up; and the issue that tells of it."""
    keys = [_key(block) for block in blocks]
    first: dict[object, int] = {}
    kept: list[Block] = []
    dropped = index = 0
    while index < len(blocks):
        before = first.setdefault(keys[index], index)
        size = _run(keys, before, index) if before < index else 0
        long = sum(map(_weighs, blocks[index : index + size]))
        if long >= _FEWEST:
            dropped += size
            index += size
        else:
            kept.append(blocks[index])
            index += 1
    if not dropped:
        return list(blocks), []
    message = (
        f"the text stands twice on the page: {dropped} paragraphs and tables of the second copy were left out"
    )
    return kept, [Issue("html.text-twice", message)]


def _run(keys: Sequence[object], before: int, at: int) -> int:
    """How many blocks from ``at`` on are the same as those from ``before`` on, up to ``at``."""
    size = 0
    while at + size < len(keys) and before + size < at and keys[before + size] == keys[at + size]:
        size += 1
    return size


def _weighs(block: Block) -> bool:
    return len(block.text) >= _LONG or len(block.cells) >= _CELLS


def _key(block: Block) -> object:
    return block.text or tuple((c.row, c.col, c.text) for c in block.cells)
