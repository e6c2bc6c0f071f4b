"""The product's own questionnaire, and the synthetic respondents to it that were scored in R."""

import csv
import json
from collections.abc import Iterator
from typing import Any

import pytest

from surveys.logic import instrument
from surveys.logic.definition import Definition
from tests.surveys.logic.instruments import ORACLE, YAML, every_type


@pytest.fixture(scope="session")
def yaml_text() -> str:
    return YAML.read_text()


@pytest.fixture
def data(yaml_text: str) -> dict[str, Any]:
    """Instrument data of the product's own questionnaire, free to be changed."""
    return instrument.load_text(yaml_text)


@pytest.fixture(scope="session")
def d(yaml_text: str) -> Definition:
    return instrument.to_definition(instrument.load_text(yaml_text))


@pytest.fixture(scope="session")
def small() -> Definition:
    """One question of every type."""
    return instrument.to_definition(every_type())


@pytest.fixture(scope="session")
def respondents() -> list[dict[str, int | str]]:
    """400 encoded respondents."""
    with (ORACLE / "data.csv").open(newline="") as file:
        return [{name: _number(text) for name, text in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="session")
def reference_scores() -> list[dict[str, str]]:
    with (ORACLE / "scores.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def reference_cases() -> dict[str, dict[str, Any]]:
    cases = json.loads((ORACLE / "expected.json").read_text())["cases"]
    return {case["id"]: case["expected"] for case in cases}


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdigit() else text


@pytest.fixture
def chromium_page(browser: Any) -> Iterator[Any]:
    """A blank page in a real browser."""
    page = browser.new_page()
    yield page
    page.close()
