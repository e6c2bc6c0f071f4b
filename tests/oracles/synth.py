"""The synthetic reference data set: its rows as the dataset builder takes them, and what R found in them."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from surveys.logic import instrument
from surveys.logic.definition import NOT_REACHED, Definition

FOLDER = Path(__file__).parent / "data" / "instrument_synth"
INSTRUMENT = Path(__file__).parents[2] / "surveys" / "instrument" / "work_personal_online.yaml"
FACTORS = ("vig_rel", "vig_aud")


@cache
def definition() -> Definition:
    return instrument.to_definition(instrument.load_text(INSTRUMENT.read_text("utf-8")))


def rows() -> Iterator[dict[str, Any]]:
    """400 encoded responses; every row counts, as in R."""
    with (FOLDER / "data.csv").open(encoding="utf-8") as file:
        for record in csv.DictReader(file):
            encoded: dict[str, Any] = {
                name: value if name in FACTORS else int(value)
                for name, value in record.items()
                if name not in ("resp", "wave")
            }
            encoded |= {name: NOT_REACHED for name in FACTORS if encoded[name] == ""}
            yield {**encoded, "_status": "complete", "_source": "site", "_demo": True, "_version": 1}


def cases(*kinds: str) -> list[Any]:
    """Of `expected.json`, those of the given kinds."""
    data = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    return [case for case in data["cases"] if case["kind"] in kinds]
