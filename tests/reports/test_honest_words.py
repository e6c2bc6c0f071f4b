"""The people of a survey are volunteers: no page or document speaks of a sampling error of theirs."""

import re
from pathlib import Path

from reports.charts.wording import INTERVAL

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("site", "surveys", "reports", "comments", "docs")
KINDS = {".py", ".html", ".txt", ".md", ".yaml", ".js"}
FORBIDDEN = re.compile(r"margins?[\s-]+of[\s-]+(?:sampling[\s-]+)?error", re.IGNORECASE)


def spoken() -> list[Path]:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]
    return [*(path for path in files if "vendor" not in path.parts), ROOT / "README.md"]


def test_nobody_speaks_of_the_error_of_a_random_sample():
    files = spoken()
    assert len(files) > 300
    said = [path.relative_to(ROOT) for path in files if FORBIDDEN.search(path.read_text("utf-8"))]
    assert said == []


def test_what_is_forbidden_is_found():
    for words in ("a margin of error", "Margins of\n  error", "margin of sampling error", "margin-of-error"):
        assert FORBIDDEN.search(words)


def test_intervals_say_what_they_assume():
    assert INTERVAL == "95 % interval if answers behaved like a random sample of this audience"
