"""Search engines side by side on invented reports: indexing, every kind of query, opening, size and memory.

    python benchmarks/search.py 1000
    python benchmarks/search.py 10000 --only gongkai-whoosh,stock-whoosh

Each engine builds and answers in processes of its own. Times are CPU time, so that a busy machine does not change the
ratios; every engine works in one thread. Segmentation is part of the indexing of gongkai-whoosh and stock-whoosh; for
the others it is done before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from invented import clauses, reports

warnings.simplefilter("ignore")
KINDS = ("term", "and", "phrase", "prefix", "filtered", "faceted", "sorted")
_QUERIES, _PASSES, _TOP = 20, 3, 10
YEARS = (2020, 2023)
FACETS = ("year", "organ", "topic", "stance", "section")


def queries(kind: str) -> list[str]:
    """Queries made of what stands in the corpus: the same for every engine."""
    from gongkai.words import domain_words

    rng = random.Random(kind)
    pool = "".join(clauses())
    known = sorted(word for word in domain_words() if 2 <= len(word) <= 4 and pool.count(word) >= 5)
    words = rng.sample(known, 2 * _QUERIES)
    if kind == "phrase":
        texts = [run for clause in clauses() for run in re.findall(r"[\u4e00-\u9fff]{6,}", clause)]
        return [text[:6] for text in rng.sample(texts, _QUERIES)]
    if kind == "prefix":
        return [word[: 1 + n % 2] for n, word in enumerate(words[:_QUERIES])]
    if kind == "and":
        return [f"{a} {b}" for a, b in zip(words[::2], words[1::2], strict=True)]
    return words[:_QUERIES]


class Gongkai:
    """An engine of gongkai, by its protocol."""

    def __init__(self, folder: Path, name: str) -> None:
        if name == "gongkai-whoosh":
            from gongkai.search.whoosh_engine import WhooshEngine as Engine
        else:
            from gongkai.search import tantivy_engine
            from gongkai.search.tantivy_engine import TantivyEngine as Engine

            tantivy_engine.analyse = self._timed(tantivy_engine.analyse)
        self.engine: Any = Engine(folder)
        self.cut = 0.0

    def _timed(self, analyse: Callable) -> Callable:
        def timed(texts: list[str]) -> list:
            start = time.thread_time()
            found = list(analyse(texts))
            self.cut += time.thread_time() - start
            return found

        return timed

    def begin(self) -> None:
        self.engine.begin(1)

    def prepare(self, report_id: str, entries: list) -> Any:
        return report_id, entries

    def add(self, prepared: Any) -> None:
        self.engine.add(*prepared)

    def commit(self) -> None:
        self.engine.commit()

    def ask(self, kind: str, query: str) -> int:
        from gongkai.search.query import parse_query

        text = {"phrase": f'"{query}"', "prefix": f"{query}*"}.get(kind, query)
        if kind == "filtered":
            text = f"{query} 年份:{YEARS[0]}..{YEARS[1]}"
        answer = self.engine.search(parse_query(text), lambda _: {})
        page = answer.page(0, _TOP, "year" if kind == "sorted" else "relevance")
        if kind == "faceted":
            answer.facets()
        return len(page)


class StockWhoosh:
    """Whoosh as its documentation shows it, with jieba's ChineseAnalyzer; a report is a document."""

    def __init__(self, folder: Path, name: str) -> None:
        import jieba
        from jieba.analyse import ChineseAnalyzer
        from whoosh import fields, index, qparser

        jieba.setLogLevel(60)
        jieba.initialize()
        label = fields.ID(stored=True, sortable=True)
        if index.exists_in(str(folder)):
            self.index = index.open_dir(str(folder))
            self.searcher = self.index.searcher()
        else:
            folder.mkdir()
            content = fields.TEXT(analyzer=ChineseAnalyzer())
            schema = fields.Schema(id=fields.ID(stored=True), year=label, organ=label, content=content)
            self.index = index.create_in(str(folder), schema)
        self.parser = qparser.QueryParser("content", self.index.schema)

    def begin(self) -> None:
        self.writer = self.index.writer(limitmb=256)

    def prepare(self, report_id: str, entries: list) -> Any:
        return report_id, str(entries[0].year), entries[0].organ, "\n".join(entry.text for entry in entries)

    def add(self, prepared: Any) -> None:
        self.writer.add_document(**dict(zip(("id", "year", "organ", "content"), prepared, strict=True)))

    def commit(self) -> None:
        self.writer.commit()

    def ask(self, kind: str, query: str) -> int:
        from whoosh.query import Or, Term

        text = {"phrase": f'"{query}"', "prefix": f"{query}*"}.get(kind, query)
        options: dict[str, Any] = {}
        if kind == "filtered":
            options["filter"] = Or([Term("year", str(year)) for year in range(YEARS[0], YEARS[1] + 1)])
        if kind == "faceted":
            options["groupedby"] = ["year", "organ"]
        if kind == "sorted":
            options |= {"sortedby": "year", "reverse": True}
        results = self.searcher.search(self.parser.parse(text), limit=_TOP, **options)
        if kind == "faceted":
            results.groups("year"), results.groups("organ")
        return len(list(results))


def _cut(text: str) -> str:
    from gongkai.words import segment

    return " ".join(word for word in segment(text) if word[0].isalnum())


class Fts5:
    """SQLite's full text, given words parted by spaces; a report is a row."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(exist_ok=True)
        self.db = sqlite3.connect(folder / "fts.sqlite")
        self.db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS docs USING fts5(content, id UNINDEXED, year UNINDEXED, organ UNINDEXED)"
        )

    def begin(self) -> None:
        self.db.execute("BEGIN")

    def prepare(self, report_id: str, entries: list) -> Any:
        text = "\n".join(_cut(entry.text) for entry in entries)
        return text, report_id, entries[0].year, entries[0].organ

    def add(self, prepared: Any) -> None:
        self.db.execute("INSERT INTO docs VALUES (?,?,?,?)", prepared)

    def commit(self) -> None:
        self.db.commit()

    def ask(self, kind: str, query: str) -> int:
        match = f'"{query}"*' if kind == "prefix" else " ".join(f'"{_cut(part)}"' for part in query.split())
        where, order, values = "docs MATCH ?", "rank", [match]
        if kind == "filtered":
            where, values = f"{where} AND year BETWEEN ? AND ?", [match, *YEARS]
        if kind == "sorted":
            order = "year DESC"
        found = self.db.execute(
            f"SELECT id FROM docs WHERE {where} ORDER BY {order} LIMIT {_TOP}", values
        ).fetchall()
        if kind == "faceted":
            for field in ("year", "organ"):
                self.db.execute(
                    f"SELECT {field}, count(*) FROM docs WHERE {where} GROUP BY 1", values
                ).fetchall()
        return len(found)


class BareTantivy:
    """tantivy without anything of ours around it: the same documents with the same terms, asked by hand."""

    def __init__(self, folder: Path, name: str) -> None:
        import tantivy

        from gongkai.search.tantivy_engine import schema

        folder.mkdir(exist_ok=True)
        self.t, self.schema = tantivy, schema()
        self.index = tantivy.Index(self.schema, path=str(folder))
        self.searcher = self.index.searcher()

    def begin(self) -> None:
        self.writer = self.index.writer(128_000_000, 1)

    def prepare(self, report_id: str, entries: list) -> Any:
        from gongkai.search.analysis import analyse

        found = zip(entries, analyse([entry.text for entry in entries]), strict=True)
        return [
            {
                "report": report_id,
                "key": f"{report_id}:{n}",
                "number": int(report_id, 16),
                "slot": n,
                "year": entry.year,
                "organ": entry.organ,
                "section": entry.section,
                "stance": entry.stance,
                "words": " ".join(terms.words),
                "pairs": " ".join(terms.pairs),
                "seams": " ".join(terms.seams),
                "topic": list(entry.topics),
            }
            for n, (entry, terms) in enumerate(found)
        ]

    def add(self, prepared: Any) -> None:
        for values in prepared:
            self.writer.add_document(self.t.Document(**values))

    def commit(self) -> None:
        self.writer.commit()
        self.writer.wait_merging_threads()

    def _word(self, word: str) -> Any:
        """The passages that hold these characters: what gongkai's search for a word finds."""
        pairs = [a + b for a, b in pairwise(word)]
        if len(pairs) == 1:
            return self.t.Query.term_query(self.schema, "pairs", pairs[0], "basic")
        return self.t.Query.phrase_query(self.schema, "pairs", pairs)

    def ask(self, kind: str, query: str) -> int:
        q = self.t.Query
        must = self.t.Occur.Must
        if kind == "prefix":
            asked = q.regex_query(self.schema, "words", f"{query}.*")
        elif kind == "and":
            asked = q.boolean_query([(must, self._word(word)) for word in query.split()])
        else:
            asked = self._word(query)
        if kind == "filtered":
            years = q.range_query(self.schema, "year", self.t.FieldType.Integer, *YEARS)
            asked = q.boolean_query([(must, asked), (must, years)])
        if kind == "faceted":
            self.searcher.aggregate(
                asked, {f: {"terms": {"field": f, "size": 65000}} for f in ("year", "organ")}
            )
        order = {"order_by_field": "year"} if kind == "sorted" else {}
        return len(
            [self.searcher.doc(address) for _, address in self.searcher.search(asked, _TOP, **order).hits]
        )


ENGINES: dict[str, Callable[[Path, str], Any]] = {
    "gongkai-whoosh": Gongkai,
    "stock-whoosh": StockWhoosh,
    "gongkai-tantivy": Gongkai,
    "bare-tantivy": BareTantivy,
    "fts5": Fts5,
}


def build(name: str, count: int, folder: Path) -> dict[str, Any]:
    """Index the corpus; seconds of the engine's own work."""
    from gongkai.words import segment

    segment("公开")
    engine = ENGINES[name](folder, name)
    engine.begin()
    # tantivy works in a thread of its own also while the next report is made ready: all CPU time of the process counts,
    # less what this thread spends on making ready.
    start, apart = time.process_time(), 0.0
    made = reports(count)
    while True:
        before = time.thread_time()
        report = next(made, None)
        prepared = engine.prepare(*report) if report else None
        apart += time.thread_time() - before
        if report is None:
            break
        engine.add(prepared)
    engine.commit()
    spent = time.process_time() - start - apart - getattr(engine, "cut", 0.0)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"rate": count / spent, "size": size / 1e6, "build_memory": _memory()}


def answer(name: str, folder: Path) -> dict[str, Any]:
    """Open the index, ask one query (cold), then all; milliseconds."""
    asked = {kind: queries(kind) for kind in KINDS}
    start = time.process_time()
    engine = ENGINES[name](folder, name)
    engine.ask("term", asked["term"][0])
    found: dict[str, Any] = {"cold": (time.process_time() - start) * 1000}
    for kind in KINDS:
        taken = []
        for _ in range(_PASSES):
            for query in asked[kind]:
                start = time.process_time()
                engine.ask(kind, query)
                taken.append((time.process_time() - start) * 1000)
        found[kind] = (statistics.median(taken), statistics.quantiles(taken, n=20)[-1])
    return {**found, "memory": _memory()}


def _memory() -> float:
    """Most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(name: str, count: int, folder: Path) -> dict[str, Any]:
    """Build and answer, each in a process of its own."""
    found: dict[str, Any] = {}
    for step in ("build", "answer"):
        command = [sys.executable, __file__, str(count), "--child", step, name, str(folder / name)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        found |= json.loads(done.stdout)
    return found


def show(count: int, found: dict[str, dict[str, Any]]) -> None:
    """The table, and the ratios that were promised."""
    print(f"\n{count:,} reports; p50 / p95 in ms")
    names = ["reports/s", *KINDS, "cold open", "index MB", "build MB", "query MB"]
    print(f"| engine | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    for name, m in found.items():
        cells = [f"{m['rate']:.0f}", *(f"{m[k][0]:.2f} / {m[k][1]:.2f}" for k in KINDS)]
        cells += [f"{m[k]:.0f}" for k in ("cold", "size", "build_memory", "memory")]
        print(f"| {name} | {' | '.join(cells)} |")
    _ratios(found, "gongkai-whoosh", "stock-whoosh")
    _ratios(found, "gongkai-tantivy", "bare-tantivy")


def _ratios(found: dict[str, dict[str, Any]], ours: str, theirs: str) -> None:
    if ours in found and theirs in found:
        a, b = found[ours], found[theirs]
        kinds = ", ".join(f"{kind} {b[kind][0] / a[kind][0]:.1f}" for kind in KINDS)
        print(f"\n{ours} over {theirs}: indexing {a['rate'] / b['rate']:.1f}; p50: {kinds}")


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--only", default=",".join(ENGINES))
    parser.add_argument("--keep", type=Path, help="folder for the indexes")
    parser.add_argument("--child", nargs=3)
    given = parser.parse_args(arguments)
    if given.child:
        step, name, folder = given.child
        done = build(name, given.count, Path(folder)) if step == "build" else answer(name, Path(folder))
        print(json.dumps(done))
        return
    folder = given.keep or Path(tempfile.mkdtemp())
    try:
        show(given.count, {name: measured(name, given.count, folder) for name in given.only.split(",")})
    finally:
        if not given.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
