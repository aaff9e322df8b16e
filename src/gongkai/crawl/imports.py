"""Sources that are no web: WARC files made by others, and folders of pages saved by hand. Nothing is asked here."""

from __future__ import annotations

import mimetypes
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from gongkai.errors import CrawlError
from gongkai.readers.sniff import sniff

from .archive import MAX_BODY, Raw, fetched_of, whole_members
from .articles import attachments, document_kind, is_report_page
from .page import parse_page
from .run import Run
from .state import now
from .task import Fetched, Outcome, Task
from .titles import parse_title
from .urls import clean, url_key
from .walk import report_tasks

# The words every page we want has somewhere, in the encodings it may be in: a cheap look before parsing.
_MARKS = tuple(
    words.encode(codec) for words in ("信息公开", "政务公开") for codec in ("utf-8", "gb18030", "utf-16-le")
)
_SAVED_FROM = re.compile(rb"saved from url=\(\d{4}\)(https?://[^\s>]{4,1500})")
_WANTED = {"html", "mhtml", "text", "pdf", "docx", "doc", "ofd", "zip", "rtf", "rar"}
_MAX_FILE = MAX_BODY
_MAX_WARCS = 1000
_MAX_WARC = 20 * 1024**3


@dataclass
class _Index:
    """Where the good records of one WARC file stand, by address and by payload digest."""

    offsets: dict[str, int] = field(default_factory=dict)
    digests: dict[str, int] = field(default_factory=dict)
    revisits: dict[str, tuple[str, str]] = field(default_factory=dict)  # address → (refers to, digest)
    wanted: dict[str, Task] = field(default_factory=dict)

    def find(self, url: str) -> int | None:
        """The offset of the record that holds an address's content; a revisit is followed to what it repeats."""
        key = url_key(url)
        if key in self.offsets:
            return self.offsets[key]
        if key in self.revisits:
            other, digest = self.revisits[key]
            return self.digests.get(digest) or (self.offsets.get(url_key(other)) if other else None)
        return None


def import_warc(run: Run, path: Path) -> None:
    """Takes in the reports of a WARC file (Common Crawl, wget, browsertrix). Raises CrawlError if it is none."""
    try:
        if zipfile.is_zipfile(path):
            _import_wacz(run, path)
            return
        index = _index(run, path)
        with path.open("rb") as file:
            _settle_wanted(run, path, index, file)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        raise CrawlError(f"{path}: cannot be read as a WARC file ({error})") from None


def _import_wacz(run: Run, path: Path) -> None:
    """A WACZ (browsertrix) is a zip with WARC files under archive/."""
    with zipfile.ZipFile(path) as package, tempfile.TemporaryDirectory() as folder:
        names = [
            n for n in package.namelist() if n.startswith("archive/") and n.endswith((".warc.gz", ".warc"))
        ]
        if not names:
            raise CrawlError(f"{path}: holds no archive/*.warc.gz")
        for number, name in enumerate(names[:_MAX_WARCS]):
            if package.getinfo(name).file_size > _MAX_WARC:
                raise CrawlError(f"{path}: {name} is larger than {_MAX_WARC // 1024**3} GB")
            target = Path(folder) / f"{number:05d}{'.warc.gz' if name.endswith('.gz') else '.warc'}"
            with package.open(name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
            import_warc(run, target)


def _index(run: Run, path: Path) -> _Index:
    index = _Index()
    count = last = 0
    with path.open("rb") as file:
        iterator = ArchiveIterator(file)
        for record in iterator:
            count += 1
            if record.rec_type in ("response", "resource", "revisit"):
                _index_record(run, path, index, record, iterator)
            iterator.read_to_end(record)
            last = iterator.get_record_offset()
    if not count:
        raise CrawlError(f"{path}: holds no WARC record")
    if _starts_packed(path) and last + sum(p.length for p in whole_members(path, last)) < path.stat().st_size:
        run.state.note(
            "", f"{path}: ends in the middle of a record; what comes before it was taken in (文件不完整)"
        )
    return index


def _starts_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _index_record(run: Run, path: Path, index: _Index, record: Any, iterator: Any) -> None:
    url = _address(record)
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    if not url:
        return
    if record.rec_type == "revisit":
        other = record.rec_headers.get_header("WARC-Refers-To-Target-URI") or ""
        index.revisits[url_key(url)] = (other, digest)
        return
    fetched = replace(fetched_of(record), url=url)
    iterator.read_to_end(record)
    if fetched.status not in (200, 203) or not fetched.body:
        return
    if record.rec_headers.get_header("WARC-Truncated"):
        run.state.note("", f"{url}: is cut off in {path.name} and was left out")
        return
    offset = iterator.get_record_offset()
    index.offsets[url_key(url)] = offset
    if digest:
        index.digests[digest] = offset
    if any(mark in fetched.body for mark in _MARKS) and document_kind(fetched.body) == "html":
        for task in _tasks_of(run, fetched, str(path)):
            index.wanted.setdefault(url_key(task.url), task)


def _address(record: Any) -> str:
    try:
        return clean((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"))
    except ValueError:
        return ""


def _tasks_of(run: Run, fetched: Fetched, source: str) -> Iterator[Task]:
    """The page itself if it is a report, and every report it names."""
    page = parse_page(fetched)
    title = parse_title(page.meta.get("articletitle", "") or page.heading())
    named = title is not None and title.relation == "report" and title.year is not None
    if is_report_page(page) or (named and attachments(page)):
        yield Task(fetched.url, "article", title=title.text if title else "", source=source)
        return
    out = Outcome()
    start = Task(fetched.url, "walk", source=source)
    report_tasks(page.links, start, run.options.wanted, out, column=True, page_url=fetched.url)
    yield from (task for task in out.tasks if task.role in ("article", "file"))


def _settle_wanted(run: Run, path: Path, index: _Index, file: Any) -> None:
    for task in index.wanted.values():
        if index.find(task.url) is not None:
            _accept(run, task)
    source = str(path)
    while (row := run.state.one(
        "SELECT id, data FROM task WHERE run=? AND state='pending' AND json_extract(data, '$.source')=? LIMIT 1",
        (run.state.run, source),
    )) is not None:  # fmt: skip
        task = Task.from_json(row["data"])
        offset = index.find(task.url)
        if offset is None:
            run.state.settle(row["id"], "failed", "not_found", f"{path.name} does not hold it")
            continue
        file.seek(offset)
        for record in ArchiveIterator(file):
            fetched = fetched_of(record)
            headers = [
                (k, v) for k, v in fetched.headers.items() if k not in ("content-encoding", "set-cookie")
            ]
            run.take_in(row["id"], task, Raw(task.url, 200, headers, fetched.body, fetched.at or now()))
            break


def _accept(run: Run, task: Task) -> None:
    """Queues a task of an import: its host must be in scope, but a private host does no harm here."""
    reason = run.scope.refuse(task.url)
    if reason and "private" not in reason:
        run.state.add_failed(task, "refused", reason)
    else:
        run.state.add(task)


def import_folder(run: Run, folder: Path, organ: str = "") -> None:
    """Takes in a folder of saved pages and documents; each is known by the address it was saved from, if it tells."""
    inside = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    for path in (p for p in inside if p.is_file() and not p.name.startswith(".")):
        if path.name.lower().endswith((".warc", ".warc.gz", ".wacz")):
            import_warc(run, path)
        elif path.stat().st_size <= _MAX_FILE:
            _import_file(run, folder, path, organ)
        else:
            run.state.note("", f"{path}: is larger than {_MAX_FILE // 1024**2} MB and was left out")


def _import_file(run: Run, folder: Path, path: Path, organ: str) -> None:
    content = path.read_bytes()
    kind = "mhtml" if sniff(content) == "mhtml" else document_kind(content) if content else ""
    url = ""
    if kind == "mhtml":
        url, content = _mhtml(content)
        kind = "html"
    if kind not in _WANTED:
        run.state.note("", f"{path}: is no page or document and was left out")
        return
    saved = _SAVED_FROM.search(content[:4000])
    url = url or (saved.group(1).decode("latin-1") if saved else "")
    title = parse_title(path.stem)
    task = Task(
        clean(url) if url else path.resolve().as_uri(),
        "article" if kind == "html" else "file",
        title=title.text if title else path.stem,
        organ=(title.organ if title else "") or organ,
        year=title.year if title else None,
        source=str(folder),
        context={"saved": True},
    )
    if not run.state.add(task):
        return
    row = run.state.one("SELECT id FROM task WHERE run=? AND key=?", (run.state.run, task.key))
    kind_header = mimetypes.guess_type(path.name)[0] or "text/html"
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if row is not None:
        headers = [("Content-Type", "text/html" if kind == "html" else kind_header)]
        run.take_in(row["id"], task, Raw(task.url, 200, headers, content, at))
        _drop_followers(run, str(folder))


def _drop_followers(run: Run, source: str) -> None:
    """Attachments of a saved page are not asked for; the page says where they are."""
    run.state.db.execute(
        "UPDATE task SET state='done', detail='attachment of a saved page, not fetched'"
        " WHERE run=? AND state='pending' AND json_extract(data, '$.source')=?",
        (run.state.run, source),
    )


def _mhtml(content: bytes) -> tuple[str, bytes]:
    """(address, HTML) of a page saved as one file; the fullest HTML part counts."""
    message = message_from_bytes(content)
    best, address = b"", str(message.get("Snapshot-Content-Location") or "")
    for number, part in enumerate(message.walk()):
        if number > 2000:
            break
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(payload, bytes) and len(payload) > len(best):
            best = payload
            address = address or str(part.get("Content-Location") or "")
    return (address if address.startswith(("http://", "https://")) else ""), best
