"""What the crawler remembers: resume after a kill, new and changed and gone, WARC files, saved pages."""

import json
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawl_region import COLUMN, packed, pdf
from crawl_site import Answer, Asked, Site, command, crawl, entries, found, page, report, title_of
from gongkai.crawl.archive import Archive, Raw
from gongkai.crawl.state import State, now
from gongkai.crawl.task import Task

ORGAN = "云栖市档案局"
YEARS = {y: f"/a/{y}.html" for y in range(2020, 2026)}


def etagged(text: str, asked: Asked) -> Answer:
    tag = f'"{hash(text)}"'
    if asked.headers.get("If-None-Match") == tag:
        return Answer(b"", 304, {"ETag": tag})
    return Answer(text.encode(), headers={"ETag": tag})


@pytest.fixture
def site():
    pages = {y: report(ORGAN, y) for y in YEARS}
    served = Site(
        {
            "/": page('<a href="/nb/">政府信息公开年报</a>'),
            "/nb/": page(entries(ORGAN, YEARS), COLUMN),
            **{url: (lambda asked, y=y: etagged(pages[y], asked)) for y, url in YEARS.items()},
        }
    )
    served.texts = pages  # type: ignore[attr-defined]
    yield served
    served.close()


def test_a_killed_crawl_goes_on_where_it_was(tmp_path: Path) -> None:
    organs = [f"青岚县第{n}管理局" for n in "一二三"]
    sites = []
    for organ in organs:
        urls = {y: f"/{y}.html" for y in range(2016, 2026)}
        sites.append(
            Site({"/": page(entries(organ, urls), COLUMN), **{u: report(organ, y) for y, u in urls.items()}})
        )
    into, chance, kills = tmp_path / "c", random.Random(7), 0
    line = command(into, *(s.url for s in sites), years="2016..2025", delay="0.1")
    while kills < 3:
        wanted = sum(len(s.log) for s in sites) + chance.randint(3, 9)
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and sum(len(s.log) for s in sites) < wanted:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["partial"]) == (0, False), done.stderr
    assert found(summary) == {(o, y) for o in organs for y in range(2016, 2026)}
    for served in sites:
        counts = Counter(served.paths)
        assert set(counts) == {"/robots.txt", "/", *(f"/{y}.html" for y in range(2016, 2026))}
        assert sum(counts.values()) <= len(counts) + kills  # one page in flight a host and kill
        served.close()


def test_new_changed_unchanged_gone(site: Site, tmp_path: Path, run) -> None:
    into = tmp_path / "c"
    assert crawl(into, site.url)["new"] == 6
    site.texts[2024] = site.texts[2024].replace("制发规范性文件2件", "制发规范性文件9件")  # type: ignore[attr-defined]
    site.texts[2023] += "<!-- 浏览次数 77 -->"  # type: ignore[attr-defined]
    del site.pages["/a/2020.html"]
    site.log.clear()
    again = crawl(into, site.url)
    assert [again[k] for k in ("new", "changed", "unchanged", "gone")] == [0, 1, 4, 1]
    change = again["changed_after_publication"][0]
    assert (change["organ"], change["year"]) == (ORGAN, 2024)
    old, new = Path(change["old_path"]), Path(change["new_path"])
    assert "2件" in old.read_text("utf-8") and "9件" in new.read_text("utf-8")
    assert old.parent.name == "versions" and new.parent.name == "reports"
    assert sum("If-None-Match" in a.headers for a in site.log) == 6
    done = run("index", str(into), "--index", str(tmp_path / "ix"), "--json")
    assert done.exit_code == 0 and '"added": 6' in done.output


def test_a_record_written_just_before_the_kill_is_taken_up(site: Site, tmp_path: Path) -> None:
    """The WARC holds an answer the state does not know, and half of another one."""
    into = tmp_path / "c"
    crawl(into, site.url, max_pages=3)
    state = State(into / "state.sqlite")
    row = state.one("SELECT id, key, data FROM task WHERE state='pending' AND role='article' LIMIT 1")
    task = Task.from_json(row["data"])
    archive = Archive(into / "warc")
    state.close()
    body = site.texts[task.year].encode()  # type: ignore[attr-defined]
    archive.append(Raw(task.url, 200, [("Content-Type", "text/html")], body, now()), row["key"])
    warc = next((into / "warc").iterdir())
    with warc.open("ab") as file:
        file.write(warc.read_bytes()[:200])
    site.log.clear()
    summary = crawl(into, site.url)
    assert found(summary) == {(ORGAN, y) for y in YEARS}
    assert task.url.removeprefix(site.url) not in site.paths
    with warc.open("rb") as file:
        assert sum(r.rec_type == "response" for r in ArchiveIterator(file)) == 9


def test_an_interrupt_ends_in_order(site: Site, tmp_path: Path) -> None:
    line = command(tmp_path / "c", site.url, delay="0.5")
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while len(site.log) < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    summary = json.loads(out)
    assert summary["partial"] and process.returncode == 1 and "interrupted" in summary["why_partial"][0]
    assert crawl(tmp_path / "c", site.url)["new"] == 6


def test_a_run_that_hits_its_limit_is_partial(site: Site, tmp_path: Path) -> None:
    first = crawl(tmp_path / "c", site.url, max_pages=4)
    assert first["partial"] and first["rc"] == 1 and "page limit" in first["why_partial"][0]
    second = crawl(tmp_path / "c", site.url)
    assert second["run"]["resumed"] and not second["partial"] and len(second["reports"]) == 6
    assert max(Counter(site.paths).values()) == 1


def test_an_old_robots_txt_is_asked_for_again(site: Site, tmp_path: Path) -> None:
    crawl(tmp_path / "c", site.url, max_pages=4)
    state = State(tmp_path / "c" / "state.sqlite")
    state.db.execute("UPDATE visit SET at='2020-01-01T00:00:00Z'")
    state.close()
    crawl(tmp_path / "c", site.url)
    assert (site.asked("/robots.txt"), site.asked("/nb/")) == (2, 1)


def test_two_crawls_do_not_share_a_folder(site: Site, tmp_path: Path, run) -> None:
    site.pages["/"] = Answer(page("x").encode(), wait=4)
    process = subprocess.Popen(
        command(tmp_path / "c", site.url), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not site.log:
        time.sleep(0.05)
    done = run("crawl", site.url, "--into", str(tmp_path / "c"), "--allow-private")
    process.kill()
    process.wait()
    assert done.exit_code == 2 and "another crawl" in done.stderr


def test_a_foreign_warc_is_a_source(site: Site, tmp_path: Path) -> None:
    site.pages["/a/2025.html"] = page(f'<h1>{title_of(ORGAN, 2025)}</h1><a href="/f.pdf">附件</a>')
    site.pages["/f.pdf"] = pdf("2025")
    crawl(tmp_path / "first", site.url)
    warc = next((tmp_path / "first" / "warc").iterdir())
    site.log.clear()
    summary = crawl(tmp_path / "second", warc=str(warc))
    assert found(summary) == {(ORGAN, y) for y in YEARS} and summary["rc"] == 0
    assert next(r for r in summary["reports"] if r["year"] == 2025)["kind"] == "pdf"
    assert site.log == []
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(warc.read_bytes()[:-100])
    assert any("middle of a record" in note for note in crawl(tmp_path / "third", warc=str(cut))["notes"])


def test_saved_pages_are_a_source(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    mark = "<!-- saved from url=(0033)http://www.yunqi.gov.cn/a/1.html -->"
    (saved / "一.html").write_text(mark + report(ORGAN, 2024), "utf-8")
    (saved / f"{title_of(ORGAN, 2023)}.pdf").write_bytes(pdf("2023").body)  # type: ignore[arg-type]
    (saved / "包.zip").write_bytes(packed(ORGAN, 2022))
    (saved / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    head = (
        "From: <Saved>\r\nSnapshot-Content-Location: http://www.yunqi.gov.cn/m.html\r\nMIME-Version: 1.0\r\n"
    )
    part = f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{report(ORGAN, 2021)}"
    mht = f'{head}Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n{part}\r\n--b--\r\n'
    (saved / "m.mhtml").write_bytes(mht.encode())
    summary = crawl(tmp_path / "c", str(saved), allow_private=False)
    assert found(summary) == {(ORGAN, y) for y in (2021, 2022, 2023, 2024)}
    assert {r["url"] for r in summary["reports"]} >= {
        "http://www.yunqi.gov.cn/a/1.html",
        "http://www.yunqi.gov.cn/m.html",
    }


SOURCES = """
contact: nobody@example.invalid
years: 2024..2025
sources:
  - organ: 云栖市档案局
    url: {url}/nb/
  - organ: 云栖市博物馆
    url: {url}/none/
"""


def test_a_sources_file(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "SOURCES.yml"
    file.write_text(SOURCES.format(url=site.url), "utf-8")
    summary = crawl(tmp_path / "c", str(file), years="")
    assert found(summary) == {(ORGAN, 2024), (ORGAN, 2025)} and summary["rc"] == 1
    assert {(h["organ"], h["reason"]) for h in summary["holes"]} == {("云栖市博物馆", "not_found")}
    assert "nobody@example.invalid" in site.log[0].headers["User-Agent"]
    coverage = (tmp_path / "c" / "coverage.csv").read_text("utf-8-sig").splitlines()
    assert coverage[0].startswith("organ,year,found,reason") and len(coverage) == 5


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.yml", "sources: {", "no valid YAML"),
        ("b.yml", "sources:\n  - organ: 无", "source 1"),
        ("c.yml", "sorces: []", "sources"),
        ("d.yml", "sources:\n  - url: http://www.yunqi.gov.cn/\n    yaers: 2", "yaers"),
        ("e.warc", "no warc", "WARC"),
    ],
)
def test_bad_sources_are_one_line(tmp_path: Path, run, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    done = run("crawl", str(tmp_path / name), "--into", str(tmp_path / "c"))
    assert done.exit_code == 2 and says in done.stderr and "Traceback" not in done.stderr
