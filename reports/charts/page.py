"""A scene as page markup: rows of text beside inline SVG, or a real table of discs. Everything is escaped
here.
"""

from .geometry import COLUMNS_HEIGHT, clean, columns, frame_for, strip, ticks
from .hyphens import soften
from .icons import mark
from .letters import in_words
from .palette import RINGED
from .scene import Box, ColumnScene, Disc, DiscPanel, DiscRow, DiscScene, Panel, Scene, Strip, StripScene

HATCHED = (
    '<svg class="few-disc" viewBox="0 0 52 52" aria-hidden="true" focusable="false">'
    '<path class="hatch" d="M3.4 21.6L21.6 3.4M3.5 30.5L30.5 3.5M5.9 37.1L37.1 5.9M9.7 42.3L42.3 9.7'
    'M14.9 46.1L46.1 14.9M21.5 48.5L48.5 21.5M30.4 48.6L48.6 30.4"/><circle class="l-edge" cx="26" '
    'cy="26" r="23"/></svg>'
)
STEPS = ("0–9", "10–24", "25–44", "45–64", "65–84", "85+")


def markup(scene: Scene, uid: str) -> str:
    if isinstance(scene, StripScene):
        return _strips(scene, uid)
    if isinstance(scene, ColumnScene):
        return (
            f'<svg class="plot__columns" width="100%" height="{COLUMNS_HEIGHT}" aria-hidden="true" '
            'focusable="false">'
            f"{columns(scene, uid)}</svg>"
        )
    if isinstance(scene, DiscScene):
        return _discs(scene)
    return ""


def boxes(scene: Scene) -> tuple[Box, ...]:
    """Groups of which nothing is drawn; the page says so under the marks."""
    return () if not isinstance(scene, StripScene | ColumnScene | DiscScene) else scene.boxes


def _strips(scene: StripScene, uid: str) -> str:
    parts: list[str] = []
    ends = " plot--ends" if scene.end_title else ""
    groups = " plot--groups" if any(panel.title for panel in scene.panels) else ""
    parts.append(f'<div class="plot{ends}{groups}">')
    if scene.end_title:
        parts.append(f'<div class="plot__head"><span class="plot__end">{clean(scene.end_title)}</span></div>')
    frame = frame_for(scene.axis, tuple(s for panel in scene.panels for s in panel.strips))
    number = 0
    for panel in scene.panels:
        parts.append(_title(panel))
        for each in panel.strips:
            number += 1
            height = 22 if panel.title else 30
            parts.append(_strip(each, strip(each, frame, height, f"{uid}-{number}"), height))
        if scene.axis.ticks and panel is scene.panels[-1]:
            parts.append(
                '<div class="plot__row plot__ticks"><span class="plot__name"></span><svg '
                'class="plot__svg" width="100%" '
                f'height="18" aria-hidden="true" focusable="false">{ticks(frame)}</svg></div>'
            )
    parts.append("</div>")
    return "".join(parts)


def _title(panel: Panel | DiscPanel) -> str:
    return f'<p class="plot__title">{clean(panel.title)}</p>' if panel.title else ""


def _strip(each: Strip, inside: str, height: int) -> str:
    note = f' <span class="note">{clean(each.note)}</span>' if each.note else ""
    name = f'<span class="plot__name">{mark(each.icon)}<span>{clean(each.label)}{note}</span></span>'
    classes = (
        "plot__row" + (" plot__row--apart" if each.apart else "") + (" plot__row--icon" if each.icon else "")
    )
    if each.withheld:
        return (
            f'<div class="{classes}">{name}<span class="plot__few">{HATCHED}<span>{clean(each.withheld)}'
            "</span></span></div>"
        )
    end = f'<span class="plot__end">{clean(each.end)}</span>' if each.end else ""
    svg = (
        f'<svg class="plot__svg" width="100%" height="{height}" aria-hidden="true" focusable="false">'
        f"{inside}</svg>"
    )
    return f'<div class="{classes}">{name}{svg}{end}</div>'


def key(scene: Scene) -> str:
    """What the inks stand for. It stands outside the marks, so that Plotly does not replace it."""
    if isinstance(scene, DiscScene):
        steps = "".join(f'<li class="h{place}">{words}</li>' for place, words in enumerate(STEPS))
        return f'<ul class="heat__scale" aria-label="Colour steps, in percent">{steps}</ul>'
    if not isinstance(scene, StripScene) or not scene.key:
        return ""
    entries = "".join(
        f'<li><span class="swatch m-bg-{tone}{" swatch--ring" if tone in RINGED else ""}"></span>'
        f"{clean(words)}</li>"
        for tone, words in scene.key
    )
    return f'<ul class="key">{entries}</ul>'


def _discs(scene: DiscScene) -> str:
    head = "".join(f'<th scope="col" role="columnheader">{clean(soften(c))}</th>' for c in scene.columns)
    parts = []
    for panel in scene.panels:
        caption = clean(panel.title) if panel.title else "Percent of each row, by place"
        hidden = "" if panel.title else " unseen"
        rows = "".join(_disc_row(row, len(scene.columns)) for row in panel.rows)
        parts.append(
            f'<table class="heat heat--{min(10, len(scene.columns))}" role="table">'
            f'<caption class="heat__caption{hidden}">{caption}</caption><thead role="rowgroup"><tr '
            'role="row">'
            f'<th scope="col" role="columnheader"><span class="unseen">{clean(scene.row_title)}</span>'
            f"</th>{head}"
            f'<th scope="col" role="columnheader">n</th></tr></thead><tbody role="rowgroup">{rows}</tbody>'
            "</table>"
        )
    return "".join(parts)


def _letters(disc: Disc) -> str:
    """Under the disc; read out in words."""
    if not disc.letters:
        return ""
    return (
        f'<span class="heat__letters" aria-hidden="true">{clean(disc.letters)}</span>'
        f'<span class="unseen">, {clean(in_words(disc.letters))}</span>'
    )


def _disc_row(row: DiscRow, columns: int) -> str:
    note = f' <span class="note">{clean(row.note)}</span>' if row.note else ""
    head = f'<th scope="row" role="rowheader">{clean(row.label)}{note}</th>'
    if row.withheld:
        cells = (
            f'<td role="cell" class="heat__few" colspan="{columns}">{HATCHED}<span>{clean(row.withheld)}'
            "</span></td>"
        )
    else:
        care = " heat__disc--care" if row.care else ""
        cells = "".join(
            '<td role="cell">–</td>'
            if disc is None
            else f'<td role="cell"><span class="heat__disc h{disc.step}{care}">{clean(disc.text)}</span>'
            f"{_letters(disc)}</td>"
            for disc in row.discs
        )
    return f'<tr role="row">{head}{cells}<td role="cell" class="heat__n">{clean(row.n)}</td></tr>'
