"""Cells, columns and the codebook of a file of single responses."""

import pytest

from surveys.logic import codebook


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (4, 4),
        (0, 0),
        (-2, -2),
        (1.5, 1.5),
        ("plain - text", "plain - text"),
        ("=1", "'=1"),
        (" =1", "' =1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("\x00=1", "'=1"),
        ("a\x07b\ud800", "ab"),
        ([], ""),
        (["speeder", "duplicate"], "speeder, duplicate"),
    ],
)
def test_cells(value, written):
    assert codebook.cell(value) == written


def test_every_column_has_a_row(d):
    names = codebook.columns([d, d])
    headings, *rows = codebook.codebook({1: d, 2: d})
    assert headings == codebook.CODEBOOK
    assert [row[0] for row in rows] == names
    assert len(set(names)) == len(names)
    assert names[: len(codebook.ABOUT)] == list(codebook.ABOUT)
