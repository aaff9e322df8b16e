"""One million figures out of a library: rows a second and peak memory of each format, beside pandas.

Each run is a process of its own, so that its peak memory is its own. pandas reads the same rows from SQLite and writes
them with ``to_csv``, all at once as one does, and in chunks of 50,000 as one learns to.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from gongkai.library import Library

RUNS = (
    "gongkai csv",
    "gongkai jsonl",
    "gongkai parquet",
    "gongkai xlsx",
    "pandas csv",
    "pandas csv in chunks",
)
EACH = 100  # figures of one report

WORK = """
import resource, sys, time
from pathlib import Path
who, form, chunk = sys.argv[1:4]
index, out = Path(sys.argv[4]), Path(sys.argv[5])
start, cpu = time.perf_counter(), time.process_time()
if who == "gongkai":
    from gongkai.export import write_file
    from gongkai.library import Library
    with Library(index) as library:
        rows = write_file(library.rows("figures"), out, form)
else:
    import sqlite3
    import pandas
    sql, connection = "SELECT * FROM v_figures", sqlite3.connect(index / "library.sqlite")
    parts = pandas.read_sql(sql, connection, chunksize=50_000) if chunk else [pandas.read_sql(sql, connection)]
    rows = 0
    for part in parts:
        part.to_csv(out, mode="a", header=not rows, index=False)
        rows += len(part)
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
print(rows, cpu, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, out.stat().st_size / 1e6)
"""


def make(index: Path, figures: int) -> None:
    """A library of invented reports with that many figures, written past the search index, which exports do not ask."""
    with Library(index):
        pass
    connection = sqlite3.connect(index / "library.sqlite")
    for n in range(figures // EACH):
        key, organ = f"{n:016x}", f"云河市第{n // 5}街道办事处"
        about = (
            key,
            f"{key}.html",
            key * 4,
            f"{organ}年报",
            organ,
            2020 + n % 5,
            "2021",
            "2025-01-20",
            "",
            "text/html",
        )
        connection.execute(
            f"INSERT INTO reports VALUES ({'?,' * 13}?)", (*about, f"https://example.org/{key}", 0, "", "")
        )
        texts = [f"公众号推送各类信息{n % 977 + p}余篇，阅读量{p * 1.5:.1f}万次。" for p in range(EACH)]
        connection.executemany(
            "INSERT INTO passages VALUES (?,?,'s1','（一）主动公开',?,?,?,'NEWMEDIA|DISCLOSE','DONE',0.9)",
            ((key, p, p * 40, p * 40 + len(text), text) for p, text in enumerate(texts)),
        )
        connection.executemany(
            "INSERT INTO figures VALUES (?,?,?,?,?,?,?,NULL,'at_least','篇','count','信息','推送',?,?)",
            (
                (key, p, p, p * 40 + 9, p * 40 + 14, f"{n % 977 + p}余篇", str(n % 977 + p), n, n)
                for p in range(EACH)
            ),
        )
    connection.commit()
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=1_000_000)
    figures = parser.parse_args().figures
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "index", figures)
        print(
            "| run | rows | rows per CPU second | rows/s | peak memory, MB | file, MB |\n|---|---|---|---|---|---|"
        )
        for run in RUNS:
            who, form, *chunks = run.split(" ", 2)
            arguments = [who, form, *(chunks or [""]), f"{folder}/index", f"{folder}/out.{form}"]
            done = subprocess.run(
                [sys.executable, "-c", WORK, *arguments], capture_output=True, text=True, check=True
            )
            rows, cpu, seconds, memory, size = map(float, done.stdout.split())
            print(
                f"| {run} | {rows:,.0f} | {rows / cpu:,.0f} | {rows / seconds:,.0f} | {memory:,.0f} | {size:,.0f} |",
                flush=True,
            )
            Path(folder, f"out.{form}").unlink()


if __name__ == "__main__":
    main()
