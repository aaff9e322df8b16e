"""Sites served on loopback for the crawler's tests: pages as data, a log of who asked what and when."""

from __future__ import annotations

import contextlib
import json
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from gongkai.cli import cli

BODY = (
    "<p>一、总体情况</p><p>{intro}</p><p>二、主动公开政府信息情况</p><p>制发规范性文件2件。</p>"
    "<p>三、收到和处理政府信息公开申请情况</p><p>本年新收申请{n}件。</p>"
    "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>无。</p>"
    "<p>五、存在的主要问题及改进情况</p><p>解读形式不够丰富，将继续改进。</p>"
    "<p>六、其他需要报告的事项</p><p>无。</p>"
)


@dataclass
class Answer:
    """What a path answers."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"
    wait: float = 0.0


@dataclass
class Asked:
    """One request as the server saw it."""

    start: float
    end: float
    method: str
    path: str
    body: str
    headers: dict[str, str]


Page = str | bytes | Answer | Callable[[Asked], "Answer | str"]


class Site:
    """One host: ``http://127.0.0.1:port``."""

    def __init__(self, pages: dict[str, Page] | None = None) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.log: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                site._serve(self)

            do_POST = do_GET

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def secure(self, certificate: Path) -> None:
        """Serves over TLS from here on."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(a.path == path for a in self.log)

    @property
    def paths(self) -> list[str]:
        return [a.path for a in self.log]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        sent = handler.rfile.read(length).decode() if length else ""
        asked = Asked(
            time.monotonic(), 0.0, handler.command, handler.path, sent, dict(handler.headers.items())
        )
        self.log.append(asked)
        page = self.pages.get(handler.path, self.pages.get(handler.path.partition("?")[0]))
        if page is None:
            page = Answer(b"<html><body>no such page</body></html>", 404)
        value = page(asked) if callable(page) else page
        answer = value if isinstance(value, Answer) else Answer(_bytes(value))
        time.sleep(answer.wait)
        asked.end = (
            time.monotonic()
        )  # before the bytes go out: what comes later than this comes after the answer
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._send(handler, answer)

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        handler.send_response_only(answer.status)
        headers = {"Content-Type": answer.type, **answer.headers}
        if isinstance(answer.body, bytes):
            headers.setdefault("Content-Length", str(len(answer.body)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        for piece in [answer.body] if isinstance(answer.body, bytes) else answer.body:
            handler.wfile.write(piece)


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def title_of(organ: str, year: int) -> str:
    return f"{organ}{year}年政府信息公开工作年度报告"


def report(organ: str, year: int, extra: str = "") -> str:
    """A report page with the furniture of a site around it."""
    title = title_of(organ, year)
    intro = (
        f"{organ}按照条例要求推进公开，全年发布信息{year - 1900}条。" + "公开渠道运行平稳，栏目更新及时。" * 8
    )
    return (
        f'<html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{year + 1}-01-20 09:00"><title>{title}-{organ}</title></head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政府信息公开</a></div>'
        f'<div id="zoom"><h1>{title}</h1>{BODY.format(intro=intro, n=year - 2015)}{extra}</div>'
        '<div class="foot">主办单位 版权所有</div></body></html>'
    )


def page(inner: str, head: str = "", title: str = "网站") -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{inner}</body></html>'


def entries(organ: str, links: dict[int, str]) -> str:
    """List entries: year → address."""
    return "<ul>" + "".join(
        f'<li><a href="{url}">{title_of(organ, year)}</a><span>{year + 1}-01-20</span></li>'
        for year, url in links.items()
    ) + "</ul>"  # fmt: skip


def crawl(
    into: Path, *sources: str, years: str = "2020..2025", delay: str = "0.03", **options: Any
) -> dict[str, Any]:
    """Runs ``gongkai crawl`` in this process and returns its summary; ``summary["rc"]`` is the exit code."""
    line = command(into, *sources, years=years, delay=delay, **options)[3:]
    done = CliRunner().invoke(cli, line)
    assert done.stdout, done.stderr
    return {**json.loads(done.stdout), "rc": done.exit_code, "stderr": done.stderr}


def command(
    into: Path, *sources: str, years: str = "2020..2025", delay: str = "0.03", **options: Any
) -> list[str]:
    line = [
        sys.executable,
        "-m",
        "gongkai",
        "crawl",
        *sources,
        "--into",
        str(into),
        "--delay",
        delay,
        "--json",
    ]
    line += ["--years", years] if years else []
    for name, value in ({"allow_private": True} | options).items():
        if value is not False:
            line.append("--" + name.replace("_", "-"))
            line += [] if value is True else [str(value)]
    return line


def found(summary: dict[str, Any]) -> set[tuple[str, int]]:
    """(organ, year) of the reports collected."""
    return {(r["organ"], r["year"]) for r in summary["reports"]}
