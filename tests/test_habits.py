"""What people expect of any command: settings, language, quiet, completion, pipes, odd terminals, doctor."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from gongkai.cli import cli
from gongkai.cli.language import to_chinese

ROOT = Path(__file__).resolve().parents[1]
ERRORS = (
    "ReadError UnsupportedError DamagedError EncryptedError LimitError QueryError LibraryError ModelError"
)
ERRORS += " CrawlError ConfigError ExportError GongkaiError UsageError"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory and a plain environment."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith(("GONGKAI_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return tmp_path


def hits(run, *args: str) -> list[dict]:
    done = run("search", "公开", "--json", *args)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_file_below_environment_below_flags(run, home: Path, indexed: Path, monkeypatch) -> None:
    (home / "gongkai.toml").write_text(f'index = "{indexed.as_posix()}"\n[search]\nlimit = 2\n', "utf-8")
    assert len(hits(run)) == 2
    monkeypatch.setenv("GONGKAI_SEARCH_LIMIT", "3")
    assert len(hits(run)) == 3
    assert len(hits(run, "--limit", "4")) == 4
    monkeypatch.setenv("GONGKAI_INDEX", str(home / "none"))
    assert run("search", "公开").exit_code == 2
    assert len(hits(run, "--index", str(indexed))) == 3


def test_settings_elsewhere_and_their_folders(run, home: Path, monkeypatch) -> None:
    (home / "etc").mkdir()
    (home / "etc" / "mine.toml").write_text('index = "data"', "utf-8")
    for args in (("--config", "etc/mine.toml"), ()):
        done = run(*args, "search", "公开")
        assert done.exit_code == 2 and ("etc" in done.stderr) is bool(args)
    monkeypatch.setenv("GONGKAI_CONFIG", "etc/mine.toml")
    assert "etc" in run("search", "公开").stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("index = [", "TOML"),
        ("[search]\nlimit = 'many'", "search.limit"),
        ("[search]\nlimit = 0", "search.limit"),
        ("[search]\nlimit = [1, 2]", "search.limit"),
        ("quiet = 'yes'", "quiet must be true or false"),
        ("lang = 'fr'", "lang"),
    ],
)
def test_bad_settings_end_with_2_and_name_the_place(run, home: Path, text: str, told: str) -> None:
    (home / "gongkai.toml").write_text(text, "utf-8")
    done = run("search", "公开")
    assert done.exit_code == 2
    assert done.stderr.startswith("gongkai: gongkai.toml: ") and told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_table_for_every_command(run, home: Path, indexed: Path) -> None:
    text = f'[gongkai]\nindex = "{indexed.as_posix()}"\n[index]\nprune = true\n[search]\nlimit = 1\n'
    (home / "gongkai.toml").write_text(text, "utf-8")
    assert len(hits(run)) == 1
    (home / "gongkai.toml").write_text("[gongkai]\nindx = 1", "utf-8")
    assert "unknown key indx" in run("rules").stderr


def test_settings_that_cannot_be_read(run, home: Path) -> None:
    (home / "gongkai.toml").write_bytes("索引 = '甲'".encode("gbk"))
    assert run("rules").exit_code == 2
    assert run("--config", "none.toml", "rules").exit_code == 2


def test_unknown_keys_are_told(run, home: Path) -> None:
    (home / "gongkai.toml").write_text("indx = 'a'\n[serch]\nlimit = 1\n[search]\nlimt = 1\n", "utf-8")
    done = run("rules", "--csv")
    assert done.exit_code == 2
    assert done.stderr == (
        "gongkai: gongkai.toml: unknown key [serch]; did you mean search?; "
        "unknown key search.limt; did you mean limit?; unknown key indx; did you mean index?\n"
    )
    done = run("--lang", "zh", "rules")
    assert "没有配置项indx，是不是要index？" in done.stderr


def test_a_form_of_output_on_the_line_beats_the_one_in_the_file(run, home: Path) -> None:
    (home / "gongkai.toml").write_text("[rules]\njson = true\n[check]\njson = true", "utf-8")
    assert run("rules").stdout.startswith("[")
    assert run("rules", "--csv").stdout.startswith("id,")
    assert run("rules", "--csv", "--json").exit_code == 2
    text = "全年受理申请3件。".encode()
    assert run("check", "-", stdin=text).stdout.startswith("[")
    assert not run("check", "-", "--csv", stdin=text).stdout.startswith("[")


@pytest.mark.parametrize("place", ["before", "after", "environment", "file"])
def test_quiet(run, home: Path, sample: Path, monkeypatch, place: str) -> None:
    page = sorted((sample / "reports").rglob("*.txt"))[0]
    if place == "environment":
        monkeypatch.setenv("GONGKAI_QUIET", "1")
    if place == "file":
        (home / "gongkai.toml").write_text("quiet = true", "utf-8")
    args = ["index", page]
    assert "reports 报告" in run(*args, "--index", home / "loud").stderr or place in ("environment", "file")
    args = ["-q", *args] if place == "before" else [*args, "-q"] if place == "after" else args
    done = run(*args, "--index", home / "i")
    assert (done.exit_code, done.output) == (0, "")
    wrong = run(*args[:-1] if place == "after" else args, "none.html", "-q")
    assert wrong.exit_code == 2 and "none.html" in wrong.stderr


def test_verbose_tells_files_and_tracebacks(run, home: Path) -> None:
    done = run("-v", "read", "none.html")
    assert "reading 读取: none.html" in done.stderr and "Traceback" in done.stderr
    assert "Traceback" not in run("read", "none.html").stderr


@pytest.mark.parametrize("how", ["GONGKAI_LANG", "LC_ALL", "LANG", "flag", "file"])
def test_chinese_in_a_chinese_locale(run, home: Path, monkeypatch, how: str) -> None:
    args: tuple[str, ...] = ()
    if how == "flag":
        args = ("--lang", "zh")
    elif how == "file":
        (home / "gongkai.toml").write_text("lang = 'zh'", "utf-8")
    else:
        monkeypatch.setenv(how, "zh_CN.GB18030" if how != "GONGKAI_LANG" else "zh")
    assert run("search", "公开", *args).stderr == "gongkai: index: 请先建立索引\n"
    assert run("read", "无.html", *args).stderr == "gongkai: 无.html: 文件不存在\n"


def test_mistakes_on_the_line_in_chinese(run, home: Path, monkeypatch) -> None:
    monkeypatch.setenv("GONGKAI_LANG", "zh")
    for args in (
        ["sarch"],
        ["search"],
        ["search", "x", "--limt", "3"],
        ["search", "x", "--limit", "0"],
        ["read"],
    ):
        done = run(*args)
        assert done.exit_code == 2 and "Error" not in done.stderr, done.stderr
        first = done.stderr.splitlines()[0]
        assert not re.search("[a-z]{4,} [a-z]{3,}", first), first
    monkeypatch.setenv("GONGKAI_LANG", "en")
    assert "No such option" in run("search", "x", "--limt", "3").stderr


def messages() -> list[str]:
    """Every message of an error raised in the program, {} for what varies."""
    found = []
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
                continue
            name = getattr(node.exc.func, "id", getattr(node.exc.func, "attr", ""))
            if name in ERRORS.split():
                at = 1 if len(node.exc.args) == 2 and name != "QueryError" else 0
                found += [template(node.exc.args[at])] if node.exc.args else []
    return [message for message in found if re.search("[a-z]{3}", message)]


def template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    return ""


def test_every_message_has_its_chinese() -> None:
    every = messages()
    assert len(every) > 80
    missing = [m for m in every if to_chinese(m.replace("{}", "x")) == m.replace("{}", "x")]
    missing = [m for m in missing if not m.startswith("{}: {}")]
    assert len(missing) <= len(every) // 20, missing


def test_the_catalogue_says_the_same_in_both_languages() -> None:
    catalogue = json.loads((ROOT / "src/gongkai/data/messages.json").read_text("utf-8"))["messages"]
    for english, chinese in catalogue.items():
        assert len(re.findall(r"\{\d?\}", chinese)) == english.count("{}"), english
        assert re.search("[\u4e00-\u9fff]", chinese)
    assert to_chinese("a.pdf: the PDF has 900 pages; the limit is 500") == "a.pdf: PDF有900页，上限为500"
    assert to_chinese("nothing of ours") == "nothing of ours"


def test_a_dash_is_standard_input_wherever_a_file_is_read(run, home: Path, indexed: Path) -> None:
    line = '{"text": "举办新闻发布会4场。", "topics": ["PRESS"], "stance": "DONE"}'
    assert "PRESS" in run("evaluate", "-", stdin=line).stdout
    args = ("check", "--all", "--index", indexed, "--organs", "-", "--rule", "X.MISSING")
    assert "云栖市水务局" in run(*args, stdin="云栖市水务局\n".encode()).stdout
    text = "全年举办新闻发布会4场。".encode()
    for command in ("read", "tag", "figures", "check"):
        done = run(command, "-", stdin=text)
        assert done.exit_code == 0 and not done.exception, (command, done.output)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run, shell: str) -> None:
    done = run("completion", shell)
    assert done.exit_code == 0 and "_GONGKAI_COMPLETE" in done.stdout


def program(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "GONGKAI_"))}
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *args], env={**plain, **env}, capture_output=True, check=False
    )


def test_bash_completes() -> None:
    words = [item.value for item in cli.shell_complete(click.Context(cli), "se")]
    assert words == ["search"]


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "cp936"}]
)
def test_terminals_of_other_encodings(env: dict[str, str]) -> None:
    done = program("rules", **env)
    assert done.returncode == 0 and "表三" in done.stdout.decode("utf-8")  # a pipe gets UTF-8
    assert done.stderr == b""
    if sys.platform != "win32":
        shown = on_a_terminal("rules", **env)
        assert b"R3.BAL" in shown and b"Traceback" not in shown and b"Error" not in shown


def on_a_terminal(*args: str, **env: str) -> bytes:
    import pty

    ours, theirs = pty.openpty()
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "GONGKAI_"))}
    with subprocess.Popen(
        [sys.executable, "-m", "gongkai", *args], env={**plain, **env}, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # Linux: the other end is closed
            pass
    os.close(ours)
    assert process.returncode == 0, shown
    return shown


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
@pytest.mark.parametrize("command", ["rules", "rules --json", "--help"])
def test_a_reader_that_leaves_is_no_error(command: str) -> None:
    line = f"{sys.executable} -m gongkai {command} | true"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_in_one_line() -> None:
    line = f"{sys.executable} -m gongkai rules > /dev/full"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "No space" in done.stderr


def test_doctor(run, home: Path, indexed: Path) -> None:
    done = run("doctor", "--json", "--index", indexed, "--corpora", ROOT / "corpora")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["ok"]) == (0, True)
    found = {check["name"]: check for check in report["checks"]}
    assert {
        "gongkai",
        "python",
        "locale",
        "soffice",
        "model",
        "dictionary",
        "index",
        "sample",
    } <= found.keys()
    assert "28 reports" in found["index"]["detail"]
    text = run("doctor")
    assert text.exit_code == 0 and "gongkai index PATH" in text.stdout  # no library yet is no fault


def test_doctor_finds_a_broken_library(run, home: Path) -> None:
    (home / "index").mkdir()
    (home / "index" / "library.sqlite").write_bytes(b"not a database" * 100)
    done = run("doctor")
    assert done.exit_code == 1 and "✗ index" in done.stdout
