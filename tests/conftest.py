"""What every test stands on: a database copy of its own, loopback alone, a browser where there is one."""

import ipaddress
import itertools
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis

from surveys.queries import remembered
from tests.attacks.sizes import FULL
from tests.support import browsers, server
from tests.support.databases import PostgresCopies, SqliteCopies, on_postgres
from website.core import limits

# Each change is judged by the same drawn cases; the whole attacks (OVERLAP_ATTACKS=full) look for new ones.
hypothesis.register_profile("same", derandomize=True, deadline=None)
hypothesis.load_profile("default" if FULL else "same")

_copies: SqliteCopies | PostgresCopies | None = None
_numbers = itertools.count()


# Database ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Replace pytest-django's: copy a migrated template instead of migrating for each process."""
    global _copies
    with django_db_blocker.unblock():
        _copies = (
            SqliteCopies(tmp_path_factory.mktemp("database"))
            if connection.vendor == "sqlite"
            else PostgresCopies()
        )
        _copies.make()
    yield
    with django_db_blocker.unblock():
        _copies.drop()
    _copies = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that commits ends in a flush, which takes the root page along: copy the template anew."""
    from pytest_django.plugin import blocking_manager_key

    yield
    if _copies is not None and _commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            _copies.renew()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        fixtures & {"transactional_db", "live_server", "django_db_reset_sequences"}
    )


@pytest.fixture(autouse=True)
def _cache_of_its_own() -> None:
    """No test sees what another left in a shared cache, nor what this process remembers."""
    remembered.forget_all()
    limits._missed[0] = 0.0
    limits._paid.clear()
    cache.key_prefix = f"overlap-test-{os.getpid()}-{next(_numbers)}"
    if hasattr(cache, "_cache") and isinstance(getattr(cache, "_expire_info", None), dict):
        cache.clear()


# Network ----------------------------------------------------------------------------------------------

_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: Any) -> None:
    """Connect, unless the address is another machine's."""
    if self.family in {socket.AF_INET, socket.AF_INET6}:
        host = address[0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ConnectionRefusedError(f"Tests use loopback only, not {host}.")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Sockets are off, except to this machine and to the servers that the environment names."""
    patch = pytest.MonkeyPatch()
    if not os.environ.get("DATABASE_URL") and not os.environ.get("CACHE_URL"):
        patch.setattr(socket.socket, "connect", _connect_here)
    yield
    patch.undo()


# Browser ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium for the session; the test is skipped where there is none, unless one is required."""
    if browsers.path() is None:
        if browsers.required():
            pytest.fail(f"No browser was found, and {browsers.REQUIRED} is set.")
        pytest.skip("no browser")
    # Playwright keeps an event loop in this thread; Django would refuse to read the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield from browsers.launched()


@pytest.fixture(scope="session")
def site_server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Site]:
    """The whole site, served by Granian from a database that holds a small demonstration."""
    site, process = server.start(tmp_path_factory.mktemp("site"))
    yield site
    server.end(site, process)


# Which tests, and where -------------------------------------------------------------------------------

_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser, share it among the workers, and run once what cannot differ.

    The tests of one file share a worker and its server, unless the file says that it may be divided. The run
    on PostgreSQL deselects what never asks the database of the run (see _differs).
    """
    for place, item in enumerate(items):
        if _in_browser(item):
            share = place % getattr(item.module, "SHARES", 1)
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.name}-{share}"))
    if on_postgres():
        once = [item for item in items if not _differs(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if _differs(item)]


def _differs(item: pytest.Item) -> bool:
    """Whether PostgreSQL and Redis can give a test another outcome than SQLite and local memory.

    They can where it reads a database, and where a server does that a browser visits. Of the latter only
    those marked `both_databases` are repeated: what a page looks like is seen in the first run.
    """
    if _in_browser(item):
        return item.get_closest_marker("both_databases") is not None
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(_DATABASE & fixtures)


def _in_browser(item: pytest.Item) -> bool:
    return bool({"browser", "site_server"} & set(getattr(item, "fixturenames", ())))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One loud line where the browser tests did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if browsers.path() is None:
        terminalreporter.write_line(
            f"!!! NO BROWSER: {len(skipped)} tests were skipped. Install Chromium or set CHROMIUM.",
            red=True,
            bold=True,
        )
    elif skipped and browsers.required():
        terminalreporter.write_line(
            f"!!! {len(skipped)} tests were skipped: here that is a failure.", red=True, bold=True
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where a browser is required, any skip fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if browsers.required() and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
