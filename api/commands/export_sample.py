"""Draws a sample again from an export alone: the one the service drew, with the same seed."""

import argparse
import json

from api.commands.line import BAD_DATA, FINE, REFUSED, USAGE, complain, say
from approvals.sample_reading import KEYS, sorted_units, unit_document
from approvals.sampling import Method, drawn, measured
from integrations.exports.checking import ExportBroken, check_export, rows_of
from integrations.exports.forms import ExportForm


def sampled(arguments: argparse.Namespace) -> int:
    """Print the sample as JSON; return the exit code."""
    if arguments.file is None or arguments.seed is None or arguments.size < 1:
        complain("FILE, --seed, --size: 参数不符 / a file, a seed and a size above zero are needed")
        return USAGE
    method = Method(arguments.method)
    by = arguments.by or ("agency" if method is Method.STRATIFIED else None)
    try:
        with arguments.file.open("rb") as file:
            manifest = check_export(file).manifest
            # Of several tables together no sample is drawn: they are no list.
            name = str(manifest.get("list", ""))
            if name not in KEYS or manifest["file"]["form"] != ExportForm.JSONL:
                complain(f"应为 jsonl 导出 / expected in jsonl: {', '.join(KEYS)}")
                return BAD_DATA
            units = sorted_units(name, by, rows_of(file))
    except OSError as error:
        complain(f"{arguments.file}: {error.strerror}")
        return BAD_DATA
    except ExportBroken as error:
        complain(f"不成立 / does not hold: {error}")
        return REFUSED
    population = measured(lambda: units)
    found = drawn(method, arguments.size, arguments.seed, lambda: units, population)
    told = {
        "population": {"rows": population.rows, "sha256": population.hash},
        "items": [{**unit_document(it.unit), "hits": it.hits} for it in found],
    }
    say(json.dumps(told, ensure_ascii=False, indent=1))
    return FINE
