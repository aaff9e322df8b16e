"""One crawl of the whole region: everything that may be collected is, nothing else, and the manners hold."""

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

import crawl_region as region
from crawl_site import Answer, Site, crawl, found, page, report

YEARS = set(range(2020, 2026))
CMS = {
    "trs_two": ("昉山县教育局", region.trs_two),
    "jcms": ("云栖市公安局", region.jcms),
    "jcms_get": ("云栖市交通运输局", region.jcms_get),
    "counted": ("云栖市商务局", region.counted),
    "gkmlpt": ("临川湾区卫生健康局", region.gkmlpt),
    "vsb": ("松坪镇人民政府", region.vsb),
    "lonsun": ("望潮街道办事处", region.lonsun),
    "lonsun_form": ("青岚县民政局", region.lonsun_form),
    "scripted": ("青岚县司法局", region.scripted),
    "eportal": ("青岚县应急管理局", region.eportal),
    "guide": ("云栖市国有资产监督管理委员会", region.guide),
    "plain": ("云栖市税务局", region.plain),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """All sites, crawled once."""
    sites = {name: Site(make(organ)) for name, (organ, make) in CMS.items()}
    sites["carriers"] = Site(region.carriers("云栖市林业局"))
    sites["quirks"] = Site(region.quirks("云栖市气象局"))
    sites["tabs"] = Site(region.tabs("临川县"))
    sites["mapped"] = Site({"/": page("欢迎"), "/sitemap.xml": "<urlset><url><loc>/zwgk/zfxxgknb/</loc></url></urlset>",
                            "/zwgk/zfxxgknb/": page(region.entries("云栖市地震局", {2024: "/24.html"})),
                            "/24.html": report("云栖市地震局", 2024)})  # fmt: skip
    sites["canary"] = Site({"/secret": "secret"})
    sites["traps"] = Site(region.traps("云栖市水务局", sites["canary"].url))
    sites["closed"] = Site({"/robots.txt": Answer(b"User-agent: *\nDisallow: /\n", type="text/plain"),
                            "/": page("x")})  # fmt: skip
    sites["broken"] = Site({"/robots.txt": Answer(b"", 503), "/": page("x")})
    sites["guard"] = Site({"/": Answer(b"<script>document.cookie='__jsl_clearance_s=1'</script>", 521)})
    sites["late"] = Site(late_guard("云栖市司法局"))
    sites["slow"] = Site({"/robots.txt": Answer(b"<html>home</html>", 200),
                          "/": Answer(page(region.entries("云栖市审计局", {2024: "/24.html"})).encode(), wait=0.7),
                          "/24.html": Answer(report("云栖市审计局", 2024).encode(), wait=0.7)})  # fmt: skip
    sites["hang"] = Site({"/": Answer(b"x", wait=9), "/robots.txt": Answer(b"x", wait=9)})
    sites["busy"] = Site(busy("云栖市民政局"))
    sites["polite"] = Site({"/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.6\nSitemap: /map.xml\n", type="text/plain"),
                            "/": page(region.entries("云栖市文旅局", {2024: "/24.html"})),
                            "/24.html": report("云栖市文旅局", 2024), "/zfxxgknb/": page(
                                region.entries("云栖市文旅局", {2023: "/23.html"})), "/23.html": report("云栖市文旅局", 2023),
                            "/map.xml": "<urlset><url><loc>/zfxxgknb/</loc></url></urlset>"})  # fmt: skip
    into = tmp_path_factory.mktemp("region")
    starts = [s.url for name, s in sites.items() if name != "canary"]
    starts[starts.index(sites["polite"].url)] = sites["polite"].url.replace("http:", "https:")
    began = time.monotonic()
    summary = crawl(into, *starts, timeout=4, max_size=2)
    yield SimpleNamespace(sites=sites, into=into, summary=summary, seconds=time.monotonic() - began)
    for site in sites.values():
        site.close()


def late_guard(organ: str) -> dict:
    """A site whose guard wakes up at the second report."""
    return {
        "/": page(region.entries(organ, {y: f"/{y}.html" for y in (2025, 2024, 2023)})),
        "/2025.html": report(organ, 2025),
        "/2024.html": "<html><body>访问过于频繁，请完成安全验证</body></html>",
        "/2023.html": report(organ, 2023),
    }


def busy(organ: str) -> dict:
    """429 with Retry-After once, then the page."""
    seen: list[float] = []

    def once(asked) -> Answer | str:
        seen.append(asked.start)
        return Answer(b"", 429, {"Retry-After": "1"}) if len(seen) == 1 else report(organ, 2024)

    return {"/": page(region.entries(organ, {2024: "/24.html"})), "/24.html": once}


def host(world: SimpleNamespace, name: str) -> dict:
    return next(h for h in world.summary["hosts"] if h["host"].endswith(f":{world.sites[name].port}"))


@pytest.mark.parametrize("name", CMS)
def test_every_system_is_collected_whole(world: SimpleNamespace, name: str) -> None:
    organ = CMS[name][0]
    assert {y for o, y in found(world.summary) if o == organ} == YEARS


def test_nothing_else_is_asked_for(world: SimpleNamespace) -> None:
    for site in world.sites.values():
        assert "/xw/" not in site.paths
    plain = world.sites["plain"].paths
    assert not {"/tj.html", "/tz.html", "/cz.html", "/c104/content/2019.html"} & set(plain)
    assert ("云栖市税务局第一分局", 2023) in found(world.summary)
    kinds = {r["relation"] for r in world.summary["relations"]}
    assert {"illustration", "notice"} <= kinds


def test_carriers(world: SimpleNamespace) -> None:
    organ = "云栖市林业局"
    mine = {r["year"]: r for r in world.summary["reports"] if r["organ"] == organ}
    assert {y: r["kind"] for y, r in mine.items()} == {2025: "pdf", 2024: "pdf", 2023: "html", 2022: "docx"}
    assert mine[2025]["parent_url"].endswith("/25.html")
    assert "/files/sq.doc" not in world.sites["carriers"].paths
    copies = [a for a in world.summary["attachments"] if a["relation"] == "copy"]
    assert [c["url"].rsplit("/", 1)[1] for c in copies] == ["23.pdf"]
    assert ("云栖市林业局执法队", 2025) in found(world.summary)
    holes = {h["year"]: h["reason"] for h in world.summary["holes"] if h["organ"] == organ}
    assert holes == {2021: "unreadable", 2020: "unreadable"}
    for row in world.summary["reports"] + world.summary["attachments"]:
        assert Path(row["path"]).is_file() and Path(row["path"]).name.startswith(row["sha256"][:20])


def test_traps(world: SimpleNamespace) -> None:
    organ = "云栖市水务局"
    assert {y for o, y in found(world.summary) if o == organ} == {2025}
    holes = {h["year"]: h["reason"] for h in world.summary["holes"] if h["organ"] == organ}
    assert holes == {2024: "refused", 2023: "refused", 2022: "not_found", 2021: "not_found", 2020: "error"}
    assert world.sites["canary"].log == []
    big = {f["title"][:8]: f["reason"] for f in world.summary["failures"] if f["reason"] == "limit"}
    assert set(big.values()) == {"limit"} and len(big) == 3
    assert sum(p.startswith("/rl") for p in world.sites["traps"].paths) < 12


def test_quirks(world: SimpleNamespace) -> None:
    organ = "云栖市气象局"
    mine = {r["year"]: r for r in world.summary["reports"] if r["organ"] == organ}
    assert set(mine) == {2025, 2024, 2021, 2020}
    assert len([r for r in world.summary["reports"] if r["organ"] == organ]) == 4
    assert sorted(u[-12:] for u in mine[2021]["urls"]) == ["/a/2021.html", "/m/2021.html"]
    holes = {h["year"]: h["detail"] for h in world.summary["holes"] if h["organ"] == organ}
    assert set(holes) == {2023, 2022} and "circle" in holes[2023] and "home page" in holes[2022]
    assert max(world.sites["quirks"].asked(p) for p in world.sites["quirks"].pages) <= 2


def test_year_tabs_and_lists_of_organs(world: SimpleNamespace) -> None:
    wanted = {(f"临川县{n}", y) for n in ("教育局", "财政局", "松坪镇人民政府") for y in YEARS}
    assert wanted <= found(world.summary)


def test_hosts_that_are_left_alone(world: SimpleNamespace) -> None:
    assert world.sites["closed"].paths == ["/robots.txt"]
    assert set(world.sites["broken"].paths) == {"/robots.txt"}
    assert host(world, "closed")["forbidden_by_robots"] == 1
    assert host(world, "broken")["robots"] == "closed"
    assert len(world.sites["guard"].log) <= 2 and host(world, "guard")["reason"] == "guard"
    assert world.sites["late"].paths.count("/2023.html") == 0 or host(world, "late")["reason"] == "guard"
    assert host(world, "hang")["stopped"]
    assert world.seconds < 60
    assert world.summary["rc"] == 1 and world.summary["partial"]


def test_slow_and_busy_hosts_are_collected(world: SimpleNamespace) -> None:
    assert {("云栖市审计局", 2024), ("云栖市民政局", 2024)} <= found(world.summary)
    first, second = [a for a in world.sites["busy"].log if a.path == "/24.html"]
    assert second.start - first.end >= 1.0


def test_http_only_sitemap_and_crawl_delay(world: SimpleNamespace) -> None:
    assert ("云栖市地震局", 2024) in found(world.summary)
    assert {("云栖市文旅局", 2024), ("云栖市文旅局", 2023)} <= found(world.summary)
    assert any("http" in note for note in host(world, "polite")["notes"])
    log = world.sites["polite"].log
    assert min(b.start - a.end for a, b in pairwise(log)) >= 0.59


def test_the_sniffer_sees_manners(world: SimpleNamespace) -> None:
    for name, site in world.sites.items():
        if not site.log:
            continue
        assert site.paths[0] == "/robots.txt", name
        for before, after in pairwise(site.log):
            if before.end:  # not a request that was cut off
                assert after.start >= before.end, (name, "two requests at once")
                assert after.start - before.end >= 0.028, (name, before.path, after.path)
        for asked in site.log:
            assert (
                asked.headers["User-Agent"].startswith("gongkai/")
                and "contact" in asked.headers["User-Agent"]
            )
            assert "Cookie" not in asked.headers
