"""Ada's explorer over a small wave: the product's questionnaire with the synthetic respondents' answers."""

import pytest

from reports import datasets
from tests.oracles import synth
from tests.reports.explorer.aiming import WORK, aim
from tests.reports.explorer.small import Dataset
from tests.surveys.conftest import instrument_text, survey, wave

__all__ = ["instrument_text", "survey", "wave"]


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory):
    """The 400 of the reference data as a dataset."""
    return Dataset(tmp_path_factory.mktemp("synthetic"), synth.definition(), list(synth.rows()))


@pytest.fixture
def answered(wave, synthetic, monkeypatch):
    """A wave whose dataset holds those 400, without their rows in the database."""
    monkeypatch.setattr(datasets, "read", lambda *, wave, use: use(synthetic.parts))
    return wave


@pytest.fixture
def aimed(answered):
    """The wave of the 400 with targets for two variables."""
    aim(answered)
    aim(answered, "work_status", WORK)
    return answered
