"""Releases for the views to read, without a wave behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from reports import queries
from reports.release_format import ReleaseDoc
from tests.reports.factory import release_document


@dataclass(frozen=True)
class WaveLine:
    number: int


def publish(monkeypatch: pytest.MonkeyPatch, docs: Mapping[int, ReleaseDoc]) -> None:
    """Let `reports.queries` hand out these documents for the survey "survey"."""
    newest = docs[max(docs)] if docs else None
    monkeypatch.setattr(queries, "newest_release", lambda: newest)
    monkeypatch.setattr(queries, "latest_release", lambda slug: newest if slug == "survey" else None)
    monkeypatch.setattr(queries, "release", lambda slug, wave: docs.get(wave) if slug == "survey" else None)
    lines = [WaveLine(number) for number in sorted(docs, reverse=True)]
    monkeypatch.setattr(queries, "released_waves", lambda slug: lines if slug == "survey" else [])


def two_waves() -> dict[int, ReleaseDoc]:
    return {1: release_document(seed=1, wave=1), 2: release_document(seed=2, wave=2, base=800)}
