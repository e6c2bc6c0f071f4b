"""The four persona marks: whole or half discs, together or apart. 120 × 80 units."""

from collections.abc import Mapping

_WHOLE = (
    '<circle class="f-mentors" cx="{0}" cy="40" r="{2}"/><circle class="f-family" cx="{1}" cy="40" r="{2}"/>'
)
MARKS: Mapping[str, str] = {
    "audience": _WHOLE.format(31, 89, 28),
    "open": _WHOLE.format(52, 68, 32),
    "hybrid": (
        '<path class="f-mentors" d="M31 12a28 28 0 0 0 0 56z"/><path class="f-family" d="M89 12a28 28 0 '
        '0 1 0 56z"/>'
        '<circle class="top l-hair" cx="31" cy="40" r="28"/><circle class="top l-hair" cx="89" cy="40" '
        'r="28"/>'
    ),
    "content": (
        '<path class="f-mentors" d="M52 8a32 32 0 0 0 0 64z"/><path class="f-family" d="M52 8a32 32 0 0 '
        '1 0 64z"/>'
        '<circle class="top l-hair" cx="52" cy="40" r="32"/>'
    ),
}


def mark(code: str, attributes: str = 'class="persona__mark" aria-hidden="true" focusable="false"') -> str:
    """SVG of a persona's mark; empty for a code without one."""
    inside = MARKS.get(code)
    return f'<svg viewBox="0 0 120 80" {attributes}><g class="ink">{inside}</g></svg>' if inside else ""
