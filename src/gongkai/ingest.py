"""``gongkai index``: walk files and folders, read each report, put it into the library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ReadError
from .manifest import noted, with_note
from .model import Page, Report

if TYPE_CHECKING:
    from .library import Library

# Files that lie beside reports in a collection and are never reports themselves. Everything else is opened,
# and what it is gets decided by its content.
NOT_DOCUMENTS = frozenset(
    ".bmp .bz2 .css .csv .db .gif .gz .ico .ini .jpeg .jpg .js .json .jsonl .lock .log .mp3 .mp4 .npz .ods .parquet .sqlite-shm .sqlite-wal"
    " .png .py .pyc .sqlite .svg .tar .tif .tiff .toml .ttf .warc .woff .woff2 .xls .xlsx .xml .yaml .yml".split()
)


@dataclass
class IndexSummary:
    """What one run of ``index`` did. ``failures`` and ``skipped`` hold (source, cause)."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    pruned: int = 0
    figures: int = 0
    tags: int = 0
    findings: int = 0
    issues: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Reports read in this run."""
        return self.added + self.replaced


def walk(paths: Iterable[str | Path]) -> Iterator[tuple[Path, bool]]:
    """(file, named) for each path given and each visible file below each folder given.

    ``named`` tells that the user named the file itself: then not being a report is a failure, not a skip.
    """
    seen: set[Path] = set()
    for given in map(Path, paths):
        below = sorted(p for p in given.rglob("*") if _visible(p, given)) if given.is_dir() else [given]
        for path in below:
            key = path.resolve()
            if key not in seen:
                seen.add(key)
                yield path, path == given


def _visible(path: Path, root: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)


def looks_like_report(report: Report) -> bool:
    """Whether anything of the form was found: two statutory sections, or a statutory table."""
    statutory = {s.id for s in report.sections} & {"s1", "s2", "s3", "s4", "s5", "s6"}
    cells = (cell for table in report.tables.values() for cell in table.values())
    return len(statutory) >= 2 or any(cell.state != "absent" for cell in cells)


def index(
    paths: Sequence[str | Path],
    library: Library,
    *,
    prune: bool = False,
    progress: Callable[[Iterable[tuple[Path, bool]], int], Iterable[tuple[Path, bool]]] | None = None,
) -> IndexSummary:
    """Read every report under ``paths`` into ``library``; unchanged files are skipped, changed ones replaced.

    One unreadable file never stops the rest: it stands in ``failures`` with its cause. ``prune`` removes from the
    library what was indexed from below ``paths`` before and is gone now. ``progress`` wraps the iteration (files,
    how many).
    """
    summary = IndexSummary()
    own = library.path.resolve()  # the library may lie inside a folder it is made from
    files = [(p, named) for p, named in walk(paths) if named or own not in p.resolve().parents]
    steps = progress(files, len(files)) if progress else files
    with library.batch():
        for path, named in steps:
            _index_one(path, named, library, summary)
        if prune:
            summary.pruned = _prune(paths, {str(path.resolve()) for path, _ in files}, library)
    return summary


def _index_one(path: Path, named: bool, library: Library, summary: IndexSummary) -> None:
    from .readers import load

    if path.suffix.lower() in NOT_DOCUMENTS and not named:
        summary.skipped.append((str(path), "not a document / 不是文档"))
        return
    note = noted(path)
    if note is not None and note.relation != "report" and not named:
        summary.skipped.append((str(path), "beside a report of a crawl, not one itself / 附件或旧版本"))
        return
    key = str(path.resolve())
    try:
        page = with_note(load(path), note)
        digest = hashlib.sha256(page.content).hexdigest()
        known = library.source(key)
        if known is not None and known.sha256 == digest and not known.error:
            summary.unchanged += 1
            return
        report = _read_report(page)
    except ReadError as error:
        library.note_failure(key, error.cause)
        summary.failures.append((error.source, error.cause))
        return
    if not looks_like_report(report):
        place = summary.failures if named else summary.skipped
        place.append((str(path), "no section or table of a yearly report in it / 不是年度报告"))
        return
    library.add(report, path=key)
    if known is None or known.error:
        summary.added += 1
    else:
        summary.replaced += 1
    summary.figures += len(report.figures)
    summary.tags += sum(len(t.topics) for t in report.tags)
    summary.findings += sum(f.verdict in ("FAIL", "UNCERTAIN") for f in report.findings)
    summary.issues += len(report.issues)


def _read_report(page: Page) -> Report:
    from .pipeline import read

    try:
        return read(page)
    except ReadError:
        raise
    except (
        Exception
    ) as error:  # a bug of ours on one file must not lose the batch; it is reported, not hidden
        raise ReadError(
            page.source, f"unexpected {type(error).__name__}: {error} (please report this)"
        ) from error


def _prune(paths: Sequence[str | Path], present: set[str], library: Library) -> int:
    roots = [Path(p).resolve() for p in paths]
    gone = [
        key
        for key in library.sources()
        if key not in present and any(Path(key).is_relative_to(root) for root in roots)
    ]
    for key in gone:
        library.forget(key)
    return len(gone)
