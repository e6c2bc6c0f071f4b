"""How numbers, dates and counts are written on the site. Rounding happens here and nowhere before."""

from datetime import date
from math import floor

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"


def number(value: float, decimals: int = 0) -> str:
    """1234.5 -> "1,235" (half away from zero); a real minus sign; "-0" is never written."""
    scale = 10**decimals
    rounded = floor(abs(value) * scale + 0.5 + 1e-9) / scale
    text = f"{rounded:,.{decimals}f}"
    return f"{MINUS}{text}" if value < 0 and rounded else text


def percent(share: float, decimals: int = 0) -> str:
    """0.456 -> "46%"."""
    return f"{number(share * 100, decimals)}%"


def points(share: float) -> str:
    """A signed difference of shares: 0.12 -> "+12", -0.03 -> "−3", 0 -> "0"."""
    text = number(share * 100)
    return f"+{text}" if share > 0 and text != "0" else text


def count(how_many: int, one: str, many: str = "") -> str:
    """1, "answer" -> "1 answer"; 1200 -> "1,200 answers". `many` where an s will not do."""
    word = one if how_many == 1 else many or f"{one}s"
    return f"{number(how_many)} {word}"


def day(value: date) -> str:
    """date(2026, 3, 5) -> "5 March 2026", with spaces that do not break."""
    return f"{value.day}{NBSP}{value:%B}{NBSP}{value.year}"


def listed(words: list[str], joiner: str = "and") -> str:
    """["a", "b", "c"] -> "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def minutes(seconds: float) -> str:
    """A wait, rounded up: 20 -> "a minute", 130 -> "3 minutes", 5400 -> "2 hours"."""
    whole = max(1, -int(-seconds // 60))
    if whole > 90:
        return count(-(-whole // 60), "hour")
    return "a minute" if whole == 1 else count(whole, "minute")
