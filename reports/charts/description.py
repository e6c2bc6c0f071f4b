"""What a chart says to those who do not see it: the claim, then the numbers, as far as one can listen."""

from .cells import in_short
from .context import ChartContext
from .letters import in_words
from .scene import ColumnScene, DiscScene, NoScene, Scene, Strip, StripScene
from .wording import short

MOST = 12
REST = "All numbers stand in the table below."


def alt_text(sentence: str, scene: Scene, context: ChartContext) -> str:
    lines = _lines(scene)
    text = f"{sentence}. {'; '.join(lines[:MOST])}."
    if len(lines) > MOST:
        text += f" {REST}"
    return f"{text} Demo data." if context.is_demo else text


def _lines(scene: Scene) -> list[str]:
    if isinstance(scene, StripScene):
        return [
            (f"{short(panel.title, 60)}, " if panel.title else "") + strip_text(strip, scene.end_title)
            for panel in scene.panels
            for strip in panel.strips
        ]
    if isinstance(scene, ColumnScene):
        marks = [f"{column.name}: {_percent(column.text)}" for column in scene.columns]
        return [scene.mean.text, *marks] if scene.mean else marks
    if isinstance(scene, DiscScene):
        return [
            f"{short(row.label, 60)}: "
            + (
                ", ".join(
                    _higher(f"{disc.name} {_percent(disc.text)}", disc.letters) for disc in row.discs if disc
                )
                or in_short(row.withheld)
            )
            for panel in scene.panels
            for row in panel.rows
        ]
    assert isinstance(scene, NoScene)
    return [scene.reason]


def strip_text(strip: Strip, end_title: str) -> str:
    """ "In-house, n = 520: 9%, 31%, Net +59"."""
    label = short(strip.label, 80) + (f" ({strip.note})" if strip.note else "")
    if strip.withheld:
        return f"{label}: {in_short(strip.withheld)}"
    several = len(strip.bars) > 1
    marks = [
        _higher(f"{bar.name} {_percent(bar.text)}" if several else _percent(bar.text), bar.letters)
        for bar in strip.bars
    ]
    marks += [point.text for point in strip.points]
    if strip.end:
        marks.append(f"{end_title.lower()} {strip.end}")
    return f"{label}: {', '.join(marks)}"


def _higher(said: str, letters: str) -> str:
    """ "34%, really higher than B"."""
    return f"{said}, {in_words(letters)}" if letters else said


def _percent(text: str) -> str:
    """Bar texts are bare percents where the number stands inside a piece."""
    if text == "*":
        return "under half a percent"
    return f"{text}%" if text.isdigit() else text
