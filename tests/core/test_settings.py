"""Every environment variable that a setting reads is described for operators, and nothing else is."""

import re

from tests.support.databases import ROOT

_READ = re.compile(r"""\benv(?:\.\w+)?\(\s*["']([A-Z0-9_]+)["']""")


def test_every_variable_is_described():
    read = {
        name
        for path in (ROOT / "site/website/settings").glob("*.py")
        for name in _READ.findall(path.read_text())
    }
    described = set(
        re.findall(r"^\|\s*`([A-Z0-9_]+)`", (ROOT / "docs/operators/settings.md").read_text(), re.MULTILINE)
    )
    read |= {"DJANGO_SETTINGS_MODULE", "OVERLAP_DEMO_SIZE"}  # read by Django and by the demonstration
    assert described == read
