"""Limits: who counts as one visitor, how much is allowed, and what is forgotten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory, override_settings
from django.utils import timezone

from website.core import limits
from website.core.models import Counter, DailySalt

LIMITS = {"test": (3, 3600)}


def request(address: str = "203.0.113.9", forwarded: str | None = None):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **extra)


@pytest.fixture(autouse=True)
def no_salts_from_before(monkeypatch):
    monkeypatch.setattr(limits, "_salts", {})
    monkeypatch.setattr(limits, "_paid", {})


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS)
def test_allows_what_is_allowed_then_names_the_wait(monkeypatch):
    monkeypatch.setattr(limits.time, "time", lambda: 7200.0 + 600)
    assert [limits.spend(request(), "test").allowed for _ in range(5)] == [True, True, True, False, False]
    assert limits.spend(request(), "test") == limits.Decision(False, "50 minutes", 3000)
    assert limits.spend(request("203.0.113.10"), "test") == limits.Decision(True)
    monkeypatch.setattr(limits.time, "time", lambda: 10800.0)
    assert limits.spend(request(), "test") == limits.Decision(True)


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS)
def test_a_cost_counts_as_often_as_it_says():
    assert limits.spend(request(), "test", cost=3).allowed is True
    assert limits.spend(request(), "test").allowed is False


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS, CACHE_IS_SHARED=False)
def test_keeps_no_address_and_forgets_yesterdays_key():
    limits.spend(request(), "test")
    row = Counter.objects.get()
    assert len(row.subject) == 64
    assert not any("203.0.113" in str(value) for value in vars(row).values())
    yesterday = timezone.now().date() - timedelta(days=1)
    DailySalt.objects.create(day=yesterday, key="00" * 32)
    Counter.objects.create(scope="test", subject="old", window=0)
    assert limits.forget() == "Discarded 1 key and 1 count."
    assert list(DailySalt.objects.values_list("day", flat=True)) == [timezone.now().date()]
    assert Counter.objects.get() == row
    assert limits.forget() is None


@pytest.mark.django_db
def test_the_same_address_has_another_hash_tomorrow(monkeypatch):
    today = limits._subject(request())
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(limits.timezone, "now", lambda: tomorrow)
    assert limits._subject(request()) != today


@override_settings(LIMITS=LIMITS, CACHE_IS_SHARED=False)
def test_what_cannot_be_counted_is_refused(monkeypatch):
    def broken(*args):
        raise DatabaseError

    monkeypatch.setattr(limits, "today_key", lambda: b"key")
    monkeypatch.setattr(limits, "_count_in_database", broken)
    assert limits.spend(request(), "test") == limits.Decision(False, "60 minutes", 3600)


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS, CACHE_IS_SHARED=True)
def test_a_cache_that_is_away_leaves_the_counting_to_the_database(monkeypatch):
    from website.core.redis_cache import ForgivingRedisCache

    dead = ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.1}})
    monkeypatch.setattr(limits, "cache", dead)
    assert [limits.spend(request(), "test").allowed for _ in range(4)] == [True, True, True, False]
    assert Counter.objects.get().spent == 4


def test_a_dead_redis_is_an_empty_cache():
    from website.core.redis_cache import CacheDown, ForgivingRedisCache

    dead = ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.1}})
    assert dead.get("a", "otherwise") == "otherwise"
    assert dead.get_or_set("a", 5) == 5
    assert dead.get_many(["a"]) == {}
    assert dead.set_many({"a": 1}) == ["a"]
    assert dead.set("a", 1) is None
    assert (dead.add("a", 1), dead.touch("a"), dead.delete("a"), "a" in dead) == (False, False, False, False)
    with pytest.raises(CacheDown):
        dead.incr("a")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_what_counts_as_one_visitor(address, network):
    assert limits.network(limits.client_address(request(address))) == network


def test_an_address_that_is_none_is_one_visitor():
    assert limits.client_address(request("")) is None
    assert limits.client_address(request("unix:")) is None


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_a_count_does_not_wait_for_the_disk_and_what_follows_does(settings, monkeypatch):
    """The level is back after the count, also where it fails; inside a transaction it is left alone."""
    settings.LIMITS = settings.LIMITS | {"test": (100, 3600)}
    if connection.vendor != "sqlite":
        assert [limits.spend_for("x", "test").allowed for _ in range(2)] == [True, True]
        return

    def level():
        return connection.connection.execute("PRAGMA synchronous").fetchone()[0]

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        during = []

        def noting(run, sql, *said):
            during.extend([level()] if "core_counter" in sql else [])
            return run(sql, *said)

        with connection.execute_wrapper(noting):
            assert limits.spend_for("x", "test").allowed
        assert (during, level()) == ([1], 2)
        with monkeypatch.context() as broken:
            broken.setattr(limits, "_COUNT", "SELECT nothing")
            assert not limits.spend_for("x", "test").allowed
        assert level() == 2
    with transaction.atomic():
        assert limits.spend_for("x", "test").allowed
        assert level() == 2
    assert Counter.objects.get(scope="test").spent == 2


@pytest.mark.django_db(transaction=True)
@override_settings(LIMITS={"test": (305, 3600)}, CACHE_IS_SHARED=False)
def test_where_hundreds_are_allowed_a_process_pays_for_three_at_once(monkeypatch):
    """Exactly what is allowed, in a third of the statements; a second process is never given more."""
    monkeypatch.setattr(limits.time, "time", lambda: 7200.0)
    counted = []
    count = limits._count

    def noting(*said):
        counted.append(said[-1])
        return count(*said)

    monkeypatch.setattr(limits, "_count", noting)
    assert [limits.spend(request(), "test").allowed for _ in range(307)] == [True] * 305 + [False] * 2
    assert counted == [3] * (102 + 2)
    assert limits.spend(request("203.0.113.10"), "test").allowed
    limits._paid.clear()
    assert sum(limits.spend(request("203.0.113.10"), "test").allowed for _ in range(400)) == 305 - 3


@pytest.mark.django_db
@override_settings(LIMITS={"test": (300, 3600)}, CACHE_IS_SHARED=False)
def test_inside_a_transaction_nothing_is_paid_ahead():
    """It may be undone, and what was paid with it."""
    assert limits.spend(request(), "test").allowed
    assert Counter.objects.get().spent == 1


def test_what_is_paid_for_is_forgotten_beyond_so_many_networks(monkeypatch):
    monkeypatch.setattr(limits, "MOST_PAID", 2)
    for name in "abc":
        limits._pay(("test", name, 0, 300), 2)
    assert [limits._is_paid(("test", name, 0, 300)) for name in "aabbbc"] == [0, 0, 1, 1, 0, 1]
