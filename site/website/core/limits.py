"""How much one network address may do in a while, without keeping the address.

The subject of a counter is a hash of the address under a random key that lives one day (UTC) and is then
discarded by the clock. Counts are kept in Redis where there is one, otherwise in the database; if Redis does
not answer, the database counts. Each tenth of an allowance is noted in the database too, so that a Redis that
was emptied forgets no more than that. If nothing can count, the answer is no: limits stay closed.

Where the database counts a limit of hundreds, a process pays for a few requests of one network at once and
counts these in memory (`_paid`). Nobody gets more than is allowed; what a process that ends had left is lost
to the network, 11 requests of 1,200 at most.
"""

import hmac
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from website.core import clock, formatting
from website.core.models import Counter, DailySalt

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NOBODY = "unknown"
EVERYBODY = "everybody"
NOTES = 10
"""How often on its way to the allowance a count in Redis is noted in the database."""
_salts: dict[date, bytes] = {}
_missed: list[float] = [0.0]
"""When Redis last did not answer this process: what was counted then, it does not know when it is back."""
#: Paid at once: the hundredth part of what is allowed, and no more than this.
AT_ONCE, PART = 12, 100
#: (scope, subject, window, allowance) -> requests that are paid for and still to come.
_paid: dict[tuple[str, str, int, int], int] = {}
_paying = threading.Lock()
#: Networks whose payments a process remembers; the oldest is forgotten first.
MOST_PAID = 10_000


@dataclass(frozen=True)
class Decision:
    """`retry_after_text` is a wait in words ("12 minutes"), empty when allowed; `seconds` the same wait."""

    allowed: bool
    retry_after_text: str = ""
    seconds: int = 0


def spend(request: HttpRequest, scope: str, cost: int = 1) -> Decision:
    """Count `cost` for the visitor's network in `scope` (a key of settings.LIMITS); was it within the limit?

    A refused request counts too. KeyError for an unknown scope. One short database statement; none for most
    requests where hundreds are allowed.
    """
    ahead = cost == 1 and not settings.CACHE_IS_SHARED and not connection.in_atomic_block
    return _spend(lambda: _subject(request), scope, cost, ahead=ahead)


def spend_together(scope: str, cost: int = 1) -> Decision:
    """The same, counted for all visitors together."""
    return _spend(lambda: EVERYBODY, scope, cost)


def spend_for(subject: str, scope: str, cost: int = 1) -> Decision:
    """The same, counted for what `subject` names, kept as a keyed hash. A cost below 0 gives back."""
    return _spend(lambda: _hash(subject), scope, cost)


def _spend(subject: Callable[[], str], scope: str, cost: int, *, ahead: bool = False) -> Decision:
    """`ahead`: a few more may be paid for with this one. Never inside a transaction, which may be undone."""
    allowance, seconds = settings.LIMITS[scope]
    now = int(time.time())
    window = now - now % seconds
    if ahead:
        cost = max(1, min(AT_ONCE, allowance // PART))
    try:
        who = subject()
        key = (scope, who, window, allowance)
        if ahead and _is_paid(key):
            return Decision(True)
        spent = _count(scope, who, window, seconds, cost)
    except DatabaseError:
        return Decision(False, formatting.minutes(seconds), seconds)
    if spent <= allowance:
        if cost > 1 and ahead:
            _pay(key, cost - 1)
        return Decision(True)
    if ahead and spent - cost < allowance:
        _pay(key, allowance - (spent - cost) - 1)
        return Decision(True)
    wait = window + seconds - now
    return Decision(False, formatting.minutes(wait), wait)


def client_address(request: HttpRequest) -> Address | None:
    """The address that the nearest untrusted hop connected from, or None where it cannot be told.

    settings.CLIENT_ADDRESS_HEADER is read from the right and only as long as each hop is one of
    settings.TRUSTED_PROXIES, so what a visitor writes into the header never counts.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return address
    hops = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "").split(",")
    while address is not None and _trusted(address) and hops and hops[-1].strip():
        nearer = _parsed(hops.pop())
        if nearer is None:
            break
        address = nearer
    return address


def network(address: Address) -> str:
    """What counts as one visitor: an IPv4 address, or the first 64 bits of an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def today_key() -> bytes:
    """The random key of this day (UTC), drawn by whoever asks first."""
    today = timezone.now().date()
    if today not in _salts:
        row, _ = DailySalt.objects.get_or_create(day=today, defaults={"key": secrets.token_hex(32)})
        _salts.clear()
        _paid.clear()
        _salts[today] = bytes.fromhex(row.key)
    return _salts[today]


@clock.task("core.forget_addresses")
def forget() -> str | None:
    """Discard the keys of past days and the counts whose window has ended."""
    longest = max(seconds for _, seconds in settings.LIMITS.values())
    today = timezone.now().date()
    keys, _ = DailySalt.objects.filter(day__lt=today).delete()
    counts, _ = Counter.objects.filter(window__lt=int(time.time()) - longest).delete()
    for day in [day for day in _salts if day < today]:
        del _salts[day]
    if not keys and not counts:
        return None
    return f"Discarded {formatting.count(keys, 'key')} and {formatting.count(counts, 'count')}."


def _is_paid(key: tuple[str, str, int, int]) -> bool:
    """Take one of the requests that are paid for, if there is one."""
    with _paying:
        left = _paid.pop(key, 0)
        if left > 1:
            _paid[key] = left - 1
        return left > 0


def _pay(key: tuple[str, str, int, int], requests: int) -> None:
    with _paying:
        if requests:
            _paid[key] = _paid.get(key, 0) + requests
        while len(_paid) > MOST_PAID:
            del _paid[next(iter(_paid))]


def _subject(request: HttpRequest) -> str:
    address = client_address(request)
    text = network(address) if address is not None else _NOBODY
    return _hash(text)


def _hash(text: str) -> str:
    return hmac.digest(today_key(), text.encode(errors="replace"), "sha256").hex()


def _count(scope: str, subject: str, window: int, seconds: int, cost: int) -> int:
    """Add `cost` and return the sum, from the shared cache if there is one that answers."""
    if not settings.CACHE_IS_SHARED:
        return _count_in_database(scope, subject, window, cost)
    try:
        spent = _count_in_cache(scope, subject, window, seconds, cost)
    except (ValueError, ConnectionError):
        _missed[0] = time.time()
        return _count_in_database(scope, subject, window, cost)
    if window <= _missed[0]:
        return max(spent, _count_in_database(scope, subject, window, cost))
    allowance, _ = settings.LIMITS[scope]
    if _passes(spent - cost, spent, allowance):
        _note(scope, subject, window, spent)
    return spent


def _count_in_cache(scope: str, subject: str, window: int, seconds: int, cost: int) -> int:
    """ValueError where it keeps nothing, ConnectionError where it does not answer."""
    key = f"limit:{scope}:{subject}:{window}"
    try:
        return int(cache.incr(key, cost))
    except ValueError:  # the first of this window, or what it held is gone
        row = Counter.objects.filter(scope=scope, subject=subject, window=window)
        cache.add(key, row.values_list("spent", flat=True).first() or 0, timeout=seconds * 2)
        return int(cache.incr(key, cost))


def _passes(before: int, after: int, allowance: int) -> bool:
    """Whether a count has come to another tenth of the allowance, or just beyond it."""
    step = max(1, allowance // NOTES)
    return before <= allowance and (after > allowance or after // step > before // step)


def _note(scope: str, subject: str, window: int, spent: int) -> None:
    """So many at least; what another process has noted meanwhile may be more."""
    _write(_NOTE, scope, subject, window, spent)


def _count_in_database(scope: str, subject: str, window: int, cost: int) -> int:
    """Add `cost` and return the sum, in one statement; what is given back was counted before."""
    if cost < 0:
        # Not the statement below: a new row of less than nothing is refused before it is compared.
        row = Counter.objects.filter(scope=scope, subject=subject, window=window)
        row.filter(spent__gte=-cost).update(spent=F("spent") + cost)
        return row.values_list("spent", flat=True).first() or 0
    return _write(_COUNT, scope, subject, window, cost)


def _write(statement: str, scope: str, subject: str, window: int, number: int) -> int:
    # A savepoint, so that a count that fails leaves the caller's transaction usable.
    apart = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with _without_waiting(), apart, connection.cursor() as cursor:
        cursor.execute(statement, [scope, subject, window, number])
        return int(cursor.fetchall()[0][0])


_COUNT = """
    INSERT INTO core_counter AS counted (scope, subject, "window", spent) VALUES (%s, %s, %s, %s)
    ON CONFLICT (scope, subject, "window") DO UPDATE SET spent = counted.spent + excluded.spent
    RETURNING spent
"""
_NOTE = """
    INSERT INTO core_counter AS counted (scope, subject, "window", spent) VALUES (%s, %s, %s, %s)
    ON CONFLICT (scope, subject, "window") DO UPDATE SET
        spent = CASE WHEN counted.spent < excluded.spent THEN excluded.spent ELSE counted.spent END
    RETURNING spent
"""


@contextmanager
def _without_waiting() -> Iterator[None]:
    """A count may go with the power, so on SQLite nobody waits for the disk; the next answer takes it along.

    Within a transaction nothing is changed: there the whole of it is as durable as it has to be.
    """
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    level = int(raw.execute("PRAGMA synchronous").fetchone()[0])
    if level <= _NORMAL:
        yield
        return
    raw.execute(_LEVELS[_NORMAL])
    try:
        yield
    finally:
        raw.execute(_LEVELS[level])


#: SQLite's level that keeps a file whole and lets the last commits go with the power.
_NORMAL = 1
_LEVELS = {_NORMAL: "PRAGMA synchronous=1", 2: "PRAGMA synchronous=2", 3: "PRAGMA synchronous=3"}


def _parsed(text: str) -> Address | None:
    """An address, with ::ffff:a.b.c.d as the IPv4 address it is; None for anything else."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _trusted(address: Address) -> bool:
    return any(address in ipaddress.ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
