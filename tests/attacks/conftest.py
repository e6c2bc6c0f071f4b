"""Attacks stand on the survey's own fixtures."""

from tests.surveys.conftest import amira, begun, instrument_text, survey, wave

__all__ = ["amira", "begun", "instrument_text", "survey", "wave"]
