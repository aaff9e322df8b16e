"""What the crawler recognises: titles, columns, addresses in and out of scope, robots.txt, guards."""

import ipaddress
import re
from typing import Any

import pytest

from gongkai.crawl.guards import guard_of
from gongkai.crawl.options import parse_years
from gongkai.crawl.robots import Robots, looks_like_robots
from gongkai.crawl.rules import load, squeeze
from gongkai.crawl.task import Fetched
from gongkai.crawl.titles import is_collection, is_column, parse_title
from gongkai.crawl.urls import Scope, absolute, is_public, url_key
from gongkai.crawl.walk import Wanted
from gongkai.errors import CrawlError


def rules(value: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if "pattern" in value:
            return [(path, value)]
        return [found for key, inner in value.items() for found in rules(inner, f"{path}.{key}")]
    return []


@pytest.mark.parametrize(("name", "rule"), rules(load()))
def test_every_rule_keeps_its_examples(name: str, rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"])
    assert rule["match"] and rule["not"]
    for text in rule["match"]:
        assert pattern.search(squeeze(text)) or pattern.search(text), text
    for text in rule["not"]:
        assert not pattern.search(squeeze(text)), text


@pytest.mark.parametrize(
    ("text", "organ", "year"),
    [
        ("云栖市财政局2023年政府信息公开工作年度报告", "云栖市财政局", 2023),
        ("2021年临川湾街道政府信息公开年报", "临川湾街道", 2021),
        ("青岚县自然资源局政府信息公开工作2022年度报告", "青岚县自然资源局", 2022),
        ("[市教育局] 2023年政府信息公开年报 2024-01-30", "市教育局", 2023),
        ("二〇二二年云栖市政府信息公开年度报告", "云栖市", 2022),
        ("关于云栖市2019年度政府信息公开工作情况的报告", "云栖市", 2019),
        ("松坪镇2012年政府信息公开年度报告.pdf", "松坪镇", 2012),
        ("2024-01-12 云栖市统计局2023年政府信息公开年报", "云栖市统计局", 2023),
    ],
)
def test_titles_of_reports(text: str, organ: str, year: int) -> None:
    title = parse_title(text)
    assert title is not None
    assert (title.organ, title.year, title.relation) == (organ, year, "report")


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("云栖市2023年政府信息公开工作年度报告（图解）", "illustration"),
        ("《云栖市2023年政府信息公开工作年度报告》解读", "interpretation"),
        ("关于做好2023年政府信息公开工作年度报告编制发布工作的通知", "notice"),
        ("云栖市2023年政府信息公开工作年度报告（英文版）", "english"),
    ],
)
def test_relatives_are_no_reports(text: str, relation: str) -> None:
    title = parse_title(text)
    assert title is not None and title.relation == relation


@pytest.mark.parametrize(
    "text", ["政府信息公开指南", "2023年财政年报", "企业年报公示", "法治政府建设年度报告", "公开"]
)
def test_other_words_are_nothing(text: str) -> None:
    assert parse_title(text) is None and not is_column(text)


def test_columns_and_collections() -> None:
    assert is_column("政府信息公开年报") and is_column("政府信息公开 工作年度报告 >>")
    assert is_collection("2023年度各部门政府信息公开工作年度报告")
    assert not is_column("云栖市财政局2023年政府信息公开工作年度报告")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://www.yunqi.gov.cn/a", True),
        ("https://gov.cn/", True),
        ("http://www.yunqi.gov.cn.evil.com/", False),
        ("http://evilgov.cn/", False),
        ("http://www.example.com/", False),
        ("http://user@www.yunqi.gov.cn/", False),
        ("ftp://www.yunqi.gov.cn/", False),
        ("http://www.yunqi.gov.cn:22/", False),
        ("http://127.0.0.1/", False),
        ("http://2130706433/", False),
        ("http://0x7f.1/", False),
        ("http://[::1]/", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://localhost:8000/", False),
        ("http://www.yunqi.gov.cn/a/b/a/b/a/b/a/b/a/b", False),
    ],
)
def test_scope(url: str, allowed: bool) -> None:
    assert (Scope().refuse(url) == "") is allowed


def test_private_scope_lets_loopback_in_and_no_other_address() -> None:
    scope = Scope(named=frozenset({("127.0.0.1", 8000)}), allow_private=True)
    assert scope.refuse("http://127.0.0.1:8000/") == ""
    assert scope.refuse("http://127.0.0.1:8001/") == ""
    assert scope.refuse("http://169.254.169.254/") and scope.refuse("http://10.0.0.1/")
    assert scope.refuse("http://127.0.0.1:8001/", via="http://127.0.0.1:8000/")
    assert scope.refuse("http://localhost:8000/", via="http://127.0.0.1:8000/") == ""
    assert Scope().refuse_resolved("www.yunqi.gov.cn", 80, [ipaddress.ip_address("10.1.2.3")])
    assert not Scope().refuse_resolved("www.yunqi.gov.cn", 80, [ipaddress.ip_address("8.8.8.8")])


@pytest.mark.parametrize(
    "text",
    ["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "100.64.0.1", "0.0.0.0", "224.0.0.1", "fe80::1"],
)
def test_wrapped_private_addresses_are_private(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


def test_addresses_have_one_spelling() -> None:
    assert absolute("http://a.gov.cn/x/y.html", "../z/./w.html#top") == "http://a.gov.cn/z/w.html"
    assert absolute("http://a.gov.cn/", "javascript:void(0)") == ""
    assert url_key("http://a.gov.cn/x;jsessionid=1?b=2&a=1") == url_key("http://a.gov.cn/x?a=1&b=2")
    assert url_key("http://a.gov.cn/nb/index.html") == url_key("http://a.gov.cn/nb/")


def answer(body: str, status: int = 200, **headers: str) -> Fetched:
    return Fetched(
        "http://a.gov.cn/robots.txt", status, {"content-type": "text/html", **headers}, body.encode(), ""
    )


def test_robots_are_read_only_if_they_are_robots() -> None:
    assert not looks_like_robots(answer("<html><body>首页 Disallow: /</body></html>"))
    assert looks_like_robots(answer("User-agent: *\nDisallow: /x\nCrawl-delay: 7\nSitemap: /s.xml\n"))
    robots = Robots.of(answer("User-agent: *\nDisallow: /x\nCrawl-delay: 7\n"))
    assert (
        robots.delay == 7 and not robots.allows("http://a.gov.cn/x/1") and robots.allows("http://a.gov.cn/y")
    )
    ours = Robots.of(answer("User-agent: gongkai\nDisallow: /\n\nUser-agent: *\nAllow: /\n"))
    assert not ours.allows("http://a.gov.cn/")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>", 521),
        ("<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>", 412),
        ("<html><script>$_ts=window['$_ts']</script></html>", 202),
        ("<html><script>var arg1='0123456789ABCDEF0123456789';setCookie('acw_sc__v2')</script></html>", 200),
        ("<html><body>您的访问过于频繁，请输入验证码</body></html>", 200),
        ("<html><script src=/WZWSREL3></script></html>", 200),
    ],
)
def test_guards_are_seen(body: str, status: int) -> None:
    assert guard_of(answer(body, status))


def test_a_page_that_mentions_a_check_is_no_guard() -> None:
    links = "".join(f'<a href="/{i}">栏目{i}</a>' for i in range(20))
    assert (
        guard_of(answer(f"<html><body>{links}登录 请输入验证码<script>var a=1</script></body></html>")) == ""
    )


def test_organs_are_parts_of_names() -> None:
    wanted = Wanted(2020, 2022, ("财政", "教育"))
    assert wanted.has(2021, "云栖市财政局") and wanted.has(None, "")
    assert not wanted.has(2021, "云栖市公安局") and not wanted.has(2023, "云栖市财政局")


def test_years_are_a_span() -> None:
    years = parse_years("2020..2022")
    assert [y for y in range(2018, 2025) if years.wants(y)] == [2020, 2021, 2022]
    for wrong in ("2022..2020", "x", "..", "20"):
        with pytest.raises(CrawlError, match="--years"):
            parse_years(wrong)
