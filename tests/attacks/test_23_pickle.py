"""Row 23: nothing of ours unpickles, and nothing that is mounted does."""

import json
import subprocess
import sys

from django.conf import settings

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


def test_no_route_of_the_comment_library_is_mounted():
    """Its confirmation links are signed pickles."""
    modules = {route.view.__module__.split(".")[0] for route in routes()}
    assert modules.isdisjoint({"django_comments", "django_comments_xtd"})
