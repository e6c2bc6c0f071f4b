"""The house keeps its plan: imports go down, the engines are pure, and no lower app knows an upper one."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.support.databases import ROOT

#: From the roof down.
FLOORS = ("articles", "comments", "reports", "surveys", "core")
FOLDERS = {
    "articles": ROOT / "site/website/articles",
    "comments": ROOT / "comments",
    "reports": ROOT / "reports",
    "surveys": ROOT / "surveys",
    "core": ROOT / "site/website/core",
}
#: Names by which a template reaches an app: its folder of templates, its tag libraries, its addresses.
MARKS = {
    "articles": ("articles/", "articles_tags", "articles:"),
    "comments": ("discussion/", "comments/", "discussion:"),
    "reports": ("reports/", "reports_tags", "reports:"),
    "surveys": ("surveys/", "surveys_tags", "surveys:"),
}
_TAG = re.compile(r"{%-?\s*(?:load|include|extends|url|static)\s+(?P<what>[^%]+)%}")
OWN = [
    path
    for folder in ("site", "surveys", "reports", "comments", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def test_imports_go_down(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT / "site"))
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_a_forbidden_import_is_noticed(tmp_path, monkeypatch):
    """The contracts above can fail: the same kind of contract does, on a house that breaks it."""
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").touch()
    (house / "low.py").write_text("import house.high\n")
    (house / "high.py").touch()
    (tmp_path / "contract.ini").write_text(
        "[importlinter]\nroot_package = house\n[importlinter:contract:1]\nname = down\ntype = layers\n"
        "layers =\n  house.high\n  house.low\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert lint_imports(config_filename="contract.ini", no_cache=True) == 1


def test_site_is_a_folder_and_not_a_package():
    assert not (ROOT / "site/__init__.py").exists()


def test_git_keeps_the_website():
    lines = [line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    assert not {"site", "/site"} & set(lines)


@pytest.mark.parametrize("floor", FLOORS)
def test_migrations_depend_only_downward(floor):
    above = set(FLOORS[: FLOORS.index(floor)])
    for path in (FOLDERS[floor] / "migrations").glob("0*.py"):
        named = re.findall(
            r"""\(\s*["'](\w+)["'],\s*["'](?:\d{4}_\w+|__first__|__latest__)["']\s*\)""", path.read_text()
        )
        assert above.isdisjoint(named), path


@pytest.mark.parametrize("floor", FLOORS)
def test_no_template_of_a_lower_app_names_an_upper_one(floor):
    above = FLOORS[: FLOORS.index(floor)]
    marks = [mark for upper in above for mark in MARKS[upper]] + ["pages/"]
    found = [
        (path.name, match["what"].strip())
        for path in (FOLDERS[floor] / "templates").rglob("*.html")
        for match in _TAG.finditer(path.read_text())
        if any(re.search(rf"(?<![\w-]){re.escape(mark)}", match["what"]) for mark in marks)
    ]
    assert found == []


PURE = ("surveys/logic", "reports/stats", "reports/disclosure", "reports/charts")


@pytest.mark.parametrize("folder", PURE)
def test_an_engine_imports_neither_django_nor_wagtail_even_inside_a_function(folder):
    outside = {"django", "wagtail", "website", "modelcluster", "environ"}
    files = list((ROOT / folder).rglob("*.py"))
    assert files
    found = [(path.name, name) for path in files for name in imported(path) if name.split(".")[0] in outside]
    assert found == []


def test_only_surveys_opens_the_tables_of_surveys():
    found = [path for path in OWN if "surveys.models" in roots(path, 2) and not allowed(path, "surveys")]
    assert found == []


def test_only_releases_read_the_dataset():
    readers = {ROOT / "reports/actions.py", ROOT / "reports/datasets.py"}
    found = [
        path
        for path in OWN
        if "reports.dataset" in roots(path, 2)
        and path not in readers
        and ROOT / "reports/explorer" not in path.parents
        and ROOT / "reports/release" not in path.parents
        and ROOT / "bench" not in path.parents  # measures it, and is not part of the site
        and not allowed(path, "reports/dataset")
    ]
    assert found == []


def test_no_file_has_a_name_that_says_nothing():
    nothing = {"utils.py", "helpers.py", "misc.py", "common.py"}
    assert [path for path in OWN if path.name in nothing] == []


def allowed(path: Path, folder: str) -> bool:
    """Inside `folder`, or a test."""
    return ROOT / folder in path.parents or ROOT / "tests" in path.parents


def imported(path: Path) -> set[str]:
    """Every module that a file imports by its full name, wherever the statement stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def roots(path: Path, depth: int) -> set[str]:
    """The first `depth` parts of every imported name."""
    return {".".join(name.split(".")[:depth]) for name in imported(path)}
