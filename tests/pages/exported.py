"""What one is handed by a page that exports a list: checked, opened and read again."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from openpyxl import load_workbook
from pyarrow import parquet

from integrations.exports.checking import check_export
from integrations.exports.forms import ExportForm
from tests.api.stage import Stage
from tests.pages.browsing import Browser


class Kept(NamedTuple):
    """What one form of an export holds: its manifest, and its rows."""

    manifest: dict[str, Any]
    rows: list[dict[str, Any]]


def kept_file(stage: Stage, browser: Browser, address: str) -> Kept:
    client = stage.app.test_client(use_cookies=False)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    answer = client.get(address, headers={"Cookie": cookie})
    assert answer.status_code == 200, answer.get_data()
    data = io.BytesIO(answer.get_data())
    check_export(data, stage.services.keys)
    with zipfile.ZipFile(data) as archive:
        rows, manifest = archive.read(archive.namelist()[0]), archive.read("manifest.json")
    form = dict(parse_qsl(urlsplit(address).query))["format"]
    return Kept(json.loads(manifest), [*_rows(form, rows)])


def _rows(form: str, data: bytes) -> Iterator[dict[str, Any]]:
    if form == ExportForm.CSV:
        yield from csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    elif form == ExportForm.JSONL:
        yield from (json.loads(it) for it in data.splitlines())
    elif form == ExportForm.PARQUET:
        yield from parquet.read_table(io.BytesIO(data)).to_pylist()
    else:
        names, *rows = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        yield from (dict(zip(map(str, names), row, strict=True)) for row in rows)
