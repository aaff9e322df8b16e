"""The published JSON Schema is the one the program means, and real output obeys it."""

import json
from pathlib import Path

import jsonschema

import gongkai
from gongkai.schema import report_schema
from gongkai.serial import report_to_dict

PUBLISHED = Path(__file__).resolve().parents[1] / "docs" / "report.schema.json"


def test_published_schema_is_current() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == report_schema()


def test_every_sample_report_obeys_the_schema(sample: Path) -> None:
    validator = jsonschema.Draft202012Validator(report_schema())
    for path in sorted((sample / "reports").rglob("*"))[:8]:
        if path.is_file():
            plain = json.loads(json.dumps(report_to_dict(gongkai.read(path))))
            assert list(validator.iter_errors(plain)) == []
