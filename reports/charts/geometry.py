"""Scenes as SVG elements: positions in percent, letters and heights in pixels, so that charts stretch and
letters do not.

Every element carries classes only; the page's style sheet or the file's own block gives them colours. All
text is escaped.
"""

import re
from dataclasses import dataclass
from html import escape

from .letters import beside, in_words
from .palette import RINGED
from .scene import Axis, Bar, ColumnScene, Point, Strip

GAP = 0.3
"""Percent of the width between two pieces."""
COLUMNS_HEIGHT = 236
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ALONE = frozenset({"mid-0", "2"})
"""Tones of bars with nothing after them: a number too wide for the bar may follow it."""


def clean(text: str) -> str:
    """Escaped for HTML and XML, without characters that XML forbids."""
    kept = FORBIDDEN.sub("", text)
    return escape(kept, quote=True)


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps the axis to per cent of the width, leaving room for numbers that stand after their marks."""

    axis: Axis
    left: float = 0.0
    right: float = 100.0

    def x(self, value: float) -> float:
        span = self.axis.high - self.axis.low or 1.0
        return self.left + (value - self.axis.low) / span * (self.right - self.left)


def frame_for(axis: Axis, strips: tuple[Strip, ...]) -> Frame:
    if any(strip.points for strip in strips):
        return Frame(axis, 2.0, 87.0)
    outside = [bar for strip in strips for bar in strip.bars if not bar.inside]
    most = max((len(bar.letters) for bar in outside), default=0)
    # On a telephone a letter takes some 2.8 percent of the width.
    return Frame(axis, 0.0, max(58.0, 87.0 - 2.8 * (most + 1 if most else 0)) if outside else 100.0)


def _p(value: float) -> str:
    return f"{value:.2f}%"


def line(classes: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """x in percent, y in pixels."""
    return f'<line class="{classes}" x1="{_p(x1)}" x2="{_p(x2)}" y1="{y1:g}" y2="{y2:g}"/>'


def text(classes: str, x: float, y: float, words: str, dx: float = 0) -> str:
    shift = f' dx="{dx:g}"' if dx else ""
    return f'<text class="{classes}" x="{_p(x)}" y="{y:g}"{shift}>{clean(words)}</text>'


def pattern(uid: str) -> str:
    """The hatching of marks to be read with care."""
    return (
        f'<defs><pattern id="{uid}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        '<path class="care-line" d="M0 0V6"/></pattern></defs>'
    )


def strip(strip: Strip, frame: Frame, height: int, uid: str) -> str:
    """The inside of one strip's svg. `uid` makes the hatching's id unique."""
    parts = [pattern(uid)] if strip.care else []
    parts += [line("axis", frame.x(at), 0, frame.x(at), height) for at, _label in frame.axis.ticks]
    care = uid if strip.care else ""
    for bar in strip.bars:
        parts.append(_bar(bar, frame, height, care))
    for bar in strip.bars:
        if not bar.inside and bar.lo is not None and bar.hi is not None:
            parts.append(_whisker(frame.x(bar.lo), frame.x(bar.hi), height / 2))
            parts.append(text("v", frame.x(bar.hi), height / 2 + 4.5, beside(bar.text, bar.letters), 7))
    for point in strip.points:
        parts.append(_point(point, frame, height, care))
    if frame.axis.zero is not None:
        zero = frame.x(frame.axis.zero)
        parts.append(line("axis--zero", zero, -2, zero, height + 2))
    return "".join(parts)


def _bar(bar: Bar, frame: Frame, height: int, care: str) -> str:
    x, end = frame.x(bar.start), frame.x(bar.start + bar.length)
    width = max(0.0, end - x - (GAP if bar.inside and not bar.slim else 0))
    top = height * 0.28 if bar.slim else 2.0
    ring = " ring" if bar.tone in RINGED else ""
    tip = f"<title>{clean(tip_of(bar))}</title>"
    box = f'x="{_p(x)}" y="{top:g}" width="{_p(width)}" height="{height - 2 * top:g}"'
    parts = [f'<rect class="m-{bar.tone}{ring}" {box}>{tip}</rect>']
    if care:
        parts.append(f'<rect fill="url(#{care})" {box}>{tip}</rect>')
    words = beside(bar.text, bar.letters)
    if bar.inside and width < _room(words):
        words = bar.text
    if bar.inside and width >= _room(words):
        halo = f" halo-{bar.tone}" if care else ""
        parts.append(text(f"v-on on-{bar.tone}{halo}", x + width / 2, height / 2 + 4.5, words))
    elif bar.inside and bar.tone in ALONE:
        parts.append(text("v", x + width, height / 2 + 4.5, beside(bar.text, bar.letters), 4))
    return "".join(parts)


def _room(words: str) -> float:
    """Percent of the width that a number inside a piece needs on a telephone."""
    return 2.2 * len(words) + 1.3


def tip_of(bar: Bar) -> str:
    """ "Somewhat agree: 40% (37–43), really higher than B"."""
    number = bar.text if bar.text.endswith(("%", "*")) else f"{bar.text}%"
    higher = in_words(bar.letters)
    return f"{bar.name}: {number}" + _between(bar.lo, bar.hi) + (f", {higher}" if higher else "")


def _between(lo: float | None, hi: float | None) -> str:
    return "" if lo is None or hi is None else f" ({int(lo + 0.5)}–{int(hi + 0.5)})"


def _whisker(x1: float, x2: float, y: float) -> str:
    return line("k-halo", x1, y, x2, y) + line("k-whisk", x1, y, x2, y)


def _point(point: Point, frame: Frame, height: int, care: str) -> str:
    x, y = frame.x(point.x), height / 2
    parts = []
    lo = frame.x(point.lo) if point.lo is not None else x
    hi = frame.x(point.hi) if point.hi is not None else x
    if hi > lo:
        parts.append(line("k-whisk", max(0.0, lo), y, min(100.0, hi), y))
    parts.append(f'<circle class="m-{point.tone}" cx="{_p(x)}" cy="{y:g}" r="7"/>')
    if care:
        parts.append(f'<circle fill="url(#{care})" cx="{_p(x)}" cy="{y:g}" r="7"/>')
    parts.append(text("v", max(hi, x), y + 4.5, point.text, 12))
    return "".join(parts)


def ticks(frame: Frame) -> str:
    """Labels under the strips; 18 px high."""
    last = len(frame.axis.ticks) - 1
    parts = []
    for place, (at, label) in enumerate(frame.axis.ticks):
        anchor = "" if place == 0 else " t-end" if place == last and frame.right > 95 else " t-mid"
        parts.append(text(f"t-small{anchor}", 0 if place == 0 else frame.x(at), 14, label))
    return "".join(parts)


def columns(scene: ColumnScene, uid: str) -> str:
    """A distribution, COLUMNS_HEIGHT pixels high."""
    n = len(scene.columns)
    step, top, floor = 100 / max(1, n), 50, 176
    highest = max((c.hi for c in scene.columns), default=1.0) or 1.0
    scale = (floor - top) / highest
    care = f"{uid}-h" if scene.care else ""
    parts = [pattern(care)] if care else []
    if scene.mean is not None:
        parts.append(_mean(scene, floor))
    for place, column in enumerate(scene.columns):
        middle = (place + 0.5) * step
        height = column.share * scale
        box = (
            f'x="{_p(place * step + 0.5)}" y="{floor - height:.2f}" width="{_p(step - 1)}" '
            f'height="{height:.2f}"'
        )
        tip = f"<title>{clean(column.name)}: {column.text}%{_between(column.lo, column.hi)}</title>"
        parts.append(f'<rect class="m-rest" {box}>{tip}</rect>')
        if care:
            parts.append(f'<rect fill="url(#{care})" {box}>{tip}</rect>')
        low, high = floor - column.lo * scale, floor - column.hi * scale
        parts.append(line("k-halo", middle, low, middle, high) + line("k-whisk", middle, low, middle, high))
        parts.append(text("v v-clear t-mid", middle, high - 6, column.text))
        if not scene.bins:
            parts.append(text("t-small t-mid", middle, floor + 19, column.label))
    if scene.bins:
        parts += _edges(scene, n, floor)
    parts.append(line("axis--zero", 0, floor, 100, floor))
    parts += _ends(scene.ends, floor + 42)
    return "".join(parts)


def _mean(scene: ColumnScene, floor: float) -> str:
    mean = scene.mean
    assert mean is not None
    frame = Frame(Axis(scene.low, scene.high))
    x = frame.x(mean.x)
    anchor = " t-mid" if 15 < x < 85 else " t-end" if x >= 85 else ""
    band = ""
    if mean.lo is not None and mean.hi is not None:
        lo, hi = frame.x(mean.lo), frame.x(mean.hi)
        band = f'<rect class="band-1" x="{_p(lo)}" y="22" width="{_p(hi - lo)}" height="{floor - 22:g}"/>'
    return band + line("k-mean", x, 22, x, floor) + text(f"t-strong{anchor}", x, 14, mean.text)


def _edges(scene: ColumnScene, n: int, floor: float) -> list[str]:
    """Labels of the bins' edges, every second one where there are many."""
    parts = []
    for place in range(n + 1):
        value = scene.low + (scene.high - scene.low) * place / max(1, n)
        anchor = "" if place == 0 else " t-end" if place == n else " t-mid"
        words = f"{value:g}".replace("-", "−")
        parts.append(text(f"t-small{anchor}", 100 * place / max(1, n), floor + 19, words))
    return parts


def _ends(ends: tuple[str, ...], y: float) -> list[str]:
    """Words under the scale; a middle one only where all fit at 340 px."""
    if len(ends) < 2:
        return [text("t-small", 0, y, ends[0])] if ends else []
    parts = [text("t-small", 0, y, ends[0]), text("t-small t-end", 100, y, ends[-1])]
    if len(ends) == 3 and sum(map(len, ends)) <= 46:
        parts.insert(1, text("t-small t-mid", 50, y, ends[1]))
    return parts
