"""``gongkai crawl``: from sources to a corpus that ``gongkai index`` takes as it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gongkai.errors import CrawlError

from .coverage import coverage
from .files import document_path
from .finish import arrange, documents, manifest
from .look import Look, look
from .options import Options, parse_delay, parse_years
from .run import Run
from .sources import Sources, read_sources, scope_of
from .state import State
from .summary import Summary, summarise, write_tables
from .task import Task
from .urls import host_and_port


def crawl(
    sources: Sequence[str],
    into: str | Path,
    options: Options | None = None,
    *,
    warcs: Sequence[str] = (),
    progress: Callable[[Run], None] | None = None,
) -> Summary:
    """Collects reports from ``sources`` (addresses, SOURCES.yml, folders, WARC files) and ``warcs`` into a folder.

    A run that was cut off is gone on with when the same sources and years are given; a finished one is followed by a
    new run that asks only for what changed. Raises CrawlError when it cannot start.
    """
    given = read_sources(sources, warcs)
    options = _with_file(options or Options(), given)
    scope = scope_of(given, options.allow_hosts, options.allow_private)
    folder = Path(into)
    if folder.exists() and not folder.is_dir():
        raise CrawlError(f"{folder}: is not a folder / 不是目录")
    folder.mkdir(parents=True, exist_ok=True)
    state = State(folder / "state.sqlite")
    try:
        return _crawl(given, folder, state, Run(folder, state, scope, options, progress))
    finally:
        state.close()


def _with_file(options: Options, given: Sources) -> Options:
    """Options with what SOURCES.yml sets where the command line is silent."""
    if given.years and options.wanted.first is None and options.wanted.last is None:
        options = replace(options, wanted=replace(parse_years(given.years), organs=options.wanted.organs))
    if given.delay is not None and options.delay == Options().delay:
        options = replace(options, delay=parse_delay(given.delay))
    insecure = [host_and_port(url)[0] for item in given.items if item.insecure for url in item.urls]
    return replace(
        options,
        contact=options.contact or given.contact,
        insecure_hosts=(*options.insecure_hosts, *insecure),
    )


def _crawl(given: Sources, folder: Path, state: State, run: Run) -> Summary:
    started = time.monotonic()
    settings = {**run.options.settings(), "sources": sorted(_names(given))}
    resumed = state.begin(settings)
    if not resumed:
        _known(state)
    with state.transaction():
        for task in _starts(given):
            run.add(task)
    _imports(given, run)
    run.resume()
    if run.has_more():
        from .engine import crawl_web

        crawl_web(run)
    return _finish(given, folder, state, run, resumed, started)


def _imports(given: Sources, run: Run) -> None:
    from .imports import import_folder, import_warc

    for item in given.items:
        if item.warc:
            import_warc(run, item.warc)
        if item.folder:
            import_folder(run, item.folder, item.organ)


def _names(given: Sources) -> list[str]:
    return [*given.urls, *(str(i.folder or i.warc) for i in given.items if i.folder or i.warc)]


def _starts(given: Sources) -> list[Task]:
    out = []
    for item in given.items:
        for url in item.urls:
            address, _, fragment = url.partition("#")
            context = {"fragment": fragment} if fragment else {}
            out.append(Task(address, "walk", organ=item.organ, source=url, context=context))
    return out


def _known(state: State) -> None:
    """A new run looks at every known document again, also where its list is gone."""
    rows = state.all(
        "SELECT task FROM document d WHERE run=(SELECT max(run) FROM document e WHERE e.url=d.url AND e.entry=d.entry)"
        " AND run>=? AND task!=''",
        (max(1, state.run - 3),),
    )
    with state.transaction():
        for row in rows:
            task = Task.from_json(row["task"])
            address = task.first_url or task.url
            state.add(replace(task, url=address, first_url="", hops=0))


def _look(state: State, folder: Path) -> None:
    """Looks into this run's reports that came as files, once each."""
    rows = state.all(
        "SELECT * FROM document WHERE run=? AND relation='report' AND looked=0 AND kind IN ('pdf', 'docx', 'text')",
        (state.run,),
    )
    for row in rows:
        places = [
            document_path(folder, relation, row["sha256"], row["kind"]) for relation in ("report", "copy")
        ]
        path = next((p for p in places if p.is_file()), None)
        seen = look(path, row["kind"]) if path else Look()
        title = seen.title
        state.db.execute(
            "UPDATE document SET looked=1, organ=?, year=?, title=?, cause=? WHERE run=? AND url=? AND entry=?",
            (
                _fuller(row["organ"], title.organ if title else ""),
                row["year"] or (title.year if title else None),
                title.text if title and not row["year"] else row["title"],
                row["cause"] or seen.cause,
                state.run, row["url"], row["entry"],
            ),
        )  # fmt: skip


def _fuller(named: str, inside: str) -> str:
    """The organ: as a link or file named it, or with the district the document itself puts before it."""
    return inside if not named or (inside.endswith(named) and len(inside) <= 40) else named


def _finish(given: Sources, folder: Path, state: State, run: Run, resumed: bool, started: float) -> Summary:
    wanted = run.options.wanted
    _look(state, folder)
    with state.transaction():
        every = documents(state)
    arrange(state, folder, every)
    manifest(folder, every)
    found = [document for document in every if wanted.has(document.year, document.organ)]
    expected = {item.organ: item.urls for item in given.items if item.organ}
    cells = coverage(state, found, wanted, expected)
    waiting = state.one("SELECT count(*) AS n FROM task WHERE run=? AND state='pending'", (state.run,))
    cut_off = bool(waiting and waiting["n"])
    if not cut_off:
        state.end("complete")
    row = state.one("SELECT * FROM run WHERE id=?", (state.run,))
    assert row is not None
    facts = {
        "id": state.run,
        "started": row["started"],
        "finished": row["finished"],
        "resumed": resumed,
        "seconds": round(time.monotonic() - started, 1),
        "stopped": run.stopping if cut_off else "",
    }
    summary = summarise(state, folder, found, cells, facts)
    write_tables(summary, folder)
    return summary
