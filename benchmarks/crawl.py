"""A simulated region: hosts on loopback, one crawl of all. Throughput must grow with the hosts, memory must not."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

DELAY = 2.0
REPORTS = 6
SIZES = (10, 50, 200)
SECTIONS = "".join(
    f"<p>{h}</p><p>{'本机关按照条例要求推进政府信息公开，渠道平稳，更新及时。' * 40}</p>"
    for h in ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
              "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项")
)  # fmt: skip


def answer(number: int, path: str) -> str | None:
    organ = f"云栖市第{number}管理局"
    if path == "/":
        return '<a href="/nb/">政府信息公开年报</a>'
    if path == "/nb/":
        return "".join(
            f'<a href="/nb/{y}.html">{organ}{y}年政府信息公开工作年度报告</a>'
            for y in range(2020, 2020 + REPORTS)
        )
    found = re.fullmatch(r"/nb/(\d+)\.html", path)
    title = f"{organ}{found.group(1)}年政府信息公开工作年度报告" if found else ""
    return f"<html><title>{title}</title><body><h1>{title}</h1>{SECTIONS}</body></html>" if found else None


async def serve(count: int, ports: list[int], ready: threading.Event) -> None:
    def handler(number: int):
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = (await reader.readuntil(b"\r\n\r\n")).split()
            text = answer(number, line[1].decode())
            body = (text or "").encode()
            status = b"200 OK" if text else b"404 Not Found"
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
                         b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)  # fmt: skip
            await writer.drain()
            writer.close()

        return handle

    for number in range(count):
        server = await asyncio.start_server(handler(number), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
    ready.set()
    await asyncio.Event().wait()


def peak_memory(process: subprocess.Popen[str]) -> float:
    """Megabytes at most while the process ran (polled)."""
    peak = 0.0
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
            peak = max(peak, int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024)
        except (OSError, AttributeError):
            pass
        time.sleep(0.2)
    return peak


def main() -> None:
    ports: list[int] = []
    ready = threading.Event()
    threading.Thread(target=lambda: asyncio.run(serve(max(SIZES), ports, ready)), daemon=True).start()
    ready.wait()
    print(f"delay {DELAY:g} s, {REPORTS + 3} requests a host")
    print("| hosts | requests | reports | seconds | requests/s | one host alone would do | peak memory MB |")
    print("|---|---|---|---|---|---|---|")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            sources = Path(folder) / "SOURCES.yml"
            sources.write_text(json.dumps([f"http://127.0.0.1:{port}/" for port in ports[:size]]), "utf-8")
            line = [sys.executable, "-m", "gongkai", "crawl", str(sources), "--into", f"{folder}/c", "--years",
                    "2020..2025", "--delay", str(DELAY), "--allow-private", "--json"]  # fmt: skip
            out = Path(folder) / "out.json"
            with out.open("w") as file:
                process = subprocess.Popen(line, stdout=file, stderr=subprocess.DEVNULL, text=True)
                peak = peak_memory(process)
            summary = json.loads(out.read_text("utf-8"))
            fetched, seconds = summary["counts"]["fetched"], summary["run"]["seconds"]
            print(
                f"| {size} | {fetched} | {len(summary['reports'])} | {seconds} | {fetched / seconds:.1f} "
                f"| {1 / (DELAY * 1.15):.1f} | {peak:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
