"""Faults stand on the survey's own fixtures."""

from tests.surveys.conftest import begun, instrument_text, survey, wave

__all__ = ["begun", "instrument_text", "survey", "wave"]
