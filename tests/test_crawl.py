"""Crawls of whole sites on loopback, run as a program."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from warcio.archiveiterator import ArchiveIterator

from crawl_site import Site, crawl, entries, found, page, report

ORGAN = "云栖市财政局"
COLUMN = '<meta name="ColumnType" content="信息公开年报">'


@pytest.fixture
def site() -> Iterator[Site]:
    """A TRS site: home, disclosure page, column of two pages."""
    years = {y: f"/zwgk/nb/{y + 1}01/t{y + 1}0120_{y}.html" for y in range(2018, 2026)}
    served = Site(
        {
            "/": page('<a href="/zwgk/">政府信息公开</a><a href="/news/">新闻</a>'),
            "/zwgk/": page('<a href="nb/">政府信息公开年报</a><a href="zn/">信息公开指南</a>'),
            "/zwgk/nb/": page(
                entries(ORGAN, {y: years[y] for y in range(2025, 2021, -1)})
                + '<script>createPageHTML(2, 0, "index", "html");</script>',
                COLUMN,
            ),
            "/zwgk/nb/index_1.html": page(
                entries(ORGAN, {y: years[y] for y in range(2021, 2017, -1)}), COLUMN
            ),
            **{url: report(ORGAN, y) for y, url in years.items()},
        }
    )
    yield served
    served.close()


def test_from_the_home_page_to_the_index(site: Site, tmp_path: Path, run) -> None:
    into = tmp_path / "corpus"
    summary = crawl(into, site.url)
    assert found(summary) == {(ORGAN, y) for y in range(2020, 2026)}
    assert (summary["rc"], summary["partial"], summary["new"]) == (0, False, 6)
    assert site.paths[0] == "/robots.txt"
    assert "/news/" not in site.paths and "/zwgk/nb/201901/t20190120_2018.html" not in site.paths
    with next((into / "warc").glob("*.warc.gz")).open("rb") as file:
        urls = [
            r.rec_headers.get_header("WARC-Target-URI")
            for r in ArchiveIterator(file)
            if r.rec_type == "response"
        ]
    assert urls == [site.url + p for p in site.paths]
    done = run("index", str(into), "--index", str(tmp_path / "index"), "--json")
    assert done.exit_code == 0 and '"added": 6' in done.output


def test_a_bad_certificate_is_refused_unless_the_host_is_named(tmp_path: Path) -> None:
    served = Site({"/": page(entries(ORGAN, {2025: "/25.html"})), "/25.html": report(ORGAN, 2025)})
    served.secure(self_signed(tmp_path))
    first = crawl(tmp_path / "a", served.url)
    assert first["rc"] == 1 and served.log == []
    assert "certificate" in first["hosts"][0]["notes"][0]
    second = crawl(tmp_path / "b", served.url, insecure_host="127.0.0.1")
    assert second["rc"] == 0 and "not verified" in second["hosts"][0]["notes"][0]
    served.close()


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    build = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    build = build.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = build.add_extension(names, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "host.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return file


def test_nothing_private_is_asked_without_leave(site: Site, tmp_path: Path, run) -> None:
    done = run("crawl", site.url, "--into", str(tmp_path / "c"))
    assert done.exit_code == 2 and "private" in done.stderr
    assert site.log == []
