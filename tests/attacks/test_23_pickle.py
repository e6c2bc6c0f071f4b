"""Row 23: nothing of ours unpickles, and nothing that is mounted does."""

import inspect
import json
import pickle
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import signing

import tests.attacks
from tests.support.databases import ROOT
from tests.support.routes import routes

UNPICKLING = "B301,B302,B403"
OWN = ("site", "surveys", "reports", "comments", "manage.py")


def found(*paths: str) -> list[str]:
    """What bandit says about unpickling in these files."""
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-t", UNPICKLING, *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [f"{issue['filename']}:{issue['line_number']}" for issue in json.loads(done.stdout)["results"]]


def test_no_line_of_ours_unpickles(tmp_path):
    bait = tmp_path / "bait.py"
    bait.write_text("import pickle\npickle.loads(b'')\n")
    assert len(found(str(bait))) == 2
    assert found(*OWN) == []


def test_sessions_messages_and_signatures_are_json():
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.fallback.FallbackStorage"


class Bomb:
    """What Mallory signs once he knows SECRET_KEY: it runs when it is read back."""

    def __reduce__(self):
        return (exec, ("import tests.attacks; tests.attacks.ran = True",))


class PickleSerializer:
    """The control off: what Django offered until 5.0."""

    dumps = staticmethod(pickle.dumps)
    loads = staticmethod(pickle.loads)  # the attack itself


def test_a_leaked_key_runs_code_through_pickle_and_nothing_through_json(monkeypatch):
    monkeypatch.setattr(tests.attacks, "ran", False, raising=False)
    forged = signing.dumps(Bomb(), serializer=PickleSerializer)
    with pytest.raises((ValueError, UnicodeDecodeError)):
        signing.loads(forged)
    assert tests.attacks.ran is False
    signing.loads(forged, serializer=PickleSerializer)
    print(f"without the control a signed pickle runs in {int(tests.attacks.ran)} of 1 tries")
    assert tests.attacks.ran is True


def test_no_mounted_view_stands_in_a_file_that_unpickles():
    modules = {sys.modules[route.view.__module__] for route in routes()}
    sources = {module.__name__: inspect.getsource(module) for module in modules}
    assert [
        name for name, text in sources.items() if re.search(r"\b(pickle|marshal|shelve|dill)\b", text)
    ] == []


def test_no_route_of_the_comment_library_is_mounted():
    """Its confirmation links are signed pickles."""
    modules = {route.view.__module__.split(".")[0] for route in routes()}
    assert modules.isdisjoint({"django_comments", "django_comments_xtd"})
