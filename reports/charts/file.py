"""A scene as a stand-alone SVG document: own colours for light and dark, real text, its origin in words."""

import textwrap
from dataclasses import dataclass, field

from .cells import in_short
from .context import ChartContext
from .geometry import COLUMNS_HEIGHT, clean, columns, frame_for, strip, ticks
from .icons import mark
from .letters import in_words
from .palette import RINGED, ROLES, TONES
from .scene import Box, ColumnScene, DiscScene, NoScene, Scene, StripScene

WIDTH = 780
MARGIN = 20
INNER = WIDTH - 2 * MARGIN
LABEL = 250
END = 62


def document(scene: Scene, uid: str, sentence: str, wording: str, base: str, context: ChartContext) -> str:
    """The whole file: title first, then the exact question, the marks, the base. Empty if nothing may be
    shown.
    """
    if isinstance(scene, NoScene):
        return ""
    sheet = _Sheet()
    if context.is_demo:
        sheet.paragraph("Demo data", "strong", 14, 90)
    sheet.paragraph(sentence, "claim", 22, 62)
    sheet.gap(4)
    sheet.paragraph(wording, "soft", 14, 102)
    sheet.gap(14)
    if isinstance(scene, StripScene):
        _strips(sheet, scene, uid)
    elif isinstance(scene, ColumnScene):
        sheet.nested(MARGIN, INNER, COLUMNS_HEIGHT, columns(scene, uid))
    elif isinstance(scene, DiscScene):
        _discs(sheet, scene)
    for box in _boxes(scene):
        sheet.gap(6)
        sheet.paragraph(f"{box.title}. {box.sentence}", "plain", 14, 100)
    sheet.gap(12)
    sheet.paragraph(base, "soft", 13, 110)
    source = f"{context.survey_title}, wave {context.wave_number}." + (
        f" {context.address}" if context.address else ""
    )
    if context.methods:
        source += f" How it was done: {context.methods}"
    sheet.paragraph(source, "soft", 13, 110)
    height = sheet.y + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}" viewBox="0 0 {WIDTH}'
        f' {height:g}" '
        f'role="img" aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">{clean(sentence)}</title>'
        f'<desc id="{uid}-d">{clean(wording)} {clean(base)}</desc><style>{STYLE}</style>'
        f'<rect class="paper" width="100%" height="100%"/>{"".join(sheet.parts)}</svg>\n'
    )


@dataclass
class _Sheet:
    """Collects elements from top to bottom."""

    y: float = MARGIN
    parts: list[str] = field(default_factory=list)

    def gap(self, pixels: float) -> None:
        self.y += pixels

    def line(self, x: float, y: float, classes: str, words: str) -> None:
        self.parts.append(f'<text class="{classes}" x="{x:g}" y="{y:g}">{clean(words)}</text>')

    def paragraph(self, words: str, classes: str, size: int, width: int) -> None:
        for piece in textwrap.wrap(words, width):
            self.y += size * 1.35
            self.line(MARGIN, self.y, classes, piece)

    def nested(self, x: float, width: float, height: float, inside: str, top: float | None = None) -> None:
        """Part of the picture with a width of its own; moves the pen unless `top` is given."""
        y = self.y if top is None else top
        self.parts.append(
            f'<svg class="part" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}">{inside}</svg>'
        )
        if top is None:
            self.y += height


def _boxes(scene: Scene) -> tuple[Box, ...]:
    return scene.boxes if isinstance(scene, StripScene | ColumnScene | DiscScene) else ()


def _key(sheet: _Sheet, scene: StripScene) -> None:
    x = float(MARGIN)
    for tone, words in scene.key:
        width = 26 + 7.1 * len(words)
        if x + width > WIDTH - MARGIN:
            x, sheet.y = MARGIN, sheet.y + 22
        ring = " ring" if tone in RINGED else ""
        sheet.parts.append(f'<circle class="m-{tone}{ring}" cx="{x + 6:g}" cy="{sheet.y + 6:g}" r="6"/>')
        sheet.line(x + 17, sheet.y + 11, "t-small ink", words)
        x += width + 10
    sheet.gap(30)


def _strips(sheet: _Sheet, scene: StripScene, uid: str) -> None:
    if scene.key:
        _key(sheet, scene)
    frame = frame_for(scene.axis, tuple(s for panel in scene.panels for s in panel.strips))
    end = END if scene.end_title else 0
    left, width = MARGIN + LABEL + 16, INNER - LABEL - 16 - end
    if end:
        sheet.line(WIDTH - MARGIN, sheet.y + 6, "t-small t-end", scene.end_title)
        sheet.gap(14)
    number = 0
    for panel in scene.panels:
        if panel.title:
            sheet.gap(8)
            sheet.paragraph(panel.title, "strong", 14, 96)
            sheet.gap(6)
        for each in panel.strips:
            number += 1
            indent = 44 if each.icon else 0
            lines = textwrap.wrap(
                each.label + (f" ({each.note})" if each.note else ""), (LABEL - indent) // 7
            ) or [""]
            bar = 22 if panel.title else 30
            height = max(bar, 18 * len(lines)) + 6
            if each.apart:
                sheet.parts.append(
                    f'<line class="axis" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{sheet.y + 3:g}" '
                    f'y2="{sheet.y + 3:g}"/>'
                )
                sheet.gap(8)
            if each.icon:
                place = f'x="{MARGIN}" y="{sheet.y + height / 2 - 14:g}" width="38" height="28"'
                sheet.parts.append(mark(each.icon, place))
            first = sheet.y + height / 2 - 9 * (len(lines) - 1) + 4.5
            for place_in, words in enumerate(lines):
                sheet.line(MARGIN + indent, first + 18 * place_in, "t", words)
            if each.withheld:
                sheet.line(left, sheet.y + height / 2 + 4.5, "t-small", _few(each.withheld))
            else:
                inside = strip(each, frame, bar, f"{uid}-f{number}")
                sheet.nested(left, width, bar, inside, top=sheet.y + (height - bar) / 2)
            if each.end:
                sheet.line(WIDTH - MARGIN, sheet.y + height / 2 + 4.5, "v t-end", each.end)
            sheet.gap(height)
    if scene.axis.ticks:
        sheet.nested(left, width, 18, ticks(frame))


def _discs(sheet: _Sheet, scene: DiscScene) -> None:
    label, n_width = 200, 56
    step = (INNER - label - n_width) / max(1, len(scene.columns))
    heads = [textwrap.wrap(words, max(6, int(step / 6.4))) for words in scene.columns]
    tallest = max((len(head) for head in heads), default=1)
    for panel in scene.panels:
        if panel.title:
            sheet.gap(10)
            sheet.paragraph(panel.title, "strong", 14, 96)
            sheet.gap(6)
        for place, head in enumerate(heads):
            x = MARGIN + label + step * (place + 0.5)
            for line, words in enumerate(head):
                sheet.line(x, sheet.y + 14 * (line + 1 + tallest - len(head)), "t-head t-mid", words)
        sheet.line(WIDTH - MARGIN, sheet.y + 14 * tallest, "t-head t-end", "n")
        sheet.gap(14 * tallest + 8)
        for row in panel.rows:
            sheet.parts.append(
                f'<line class="axis" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{sheet.y:g}" y2="{sheet.y:g}"/>'
            )
            middle = sheet.y + 26
            lines = textwrap.wrap(row.label + (f" ({row.note})" if row.note else ""), label // 7)
            for line, words in enumerate(lines):
                sheet.line(MARGIN, middle + 4.5 - 8 * (len(lines) - 1) + 16 * line, "t", words)
            if row.withheld:
                sheet.line(MARGIN + label, middle + 4.5, "t-small", _few(row.withheld))
            for place, disc in enumerate(row.discs):
                if disc is None:
                    continue
                x = MARGIN + label + step * (place + 0.5)
                care = ' stroke-dasharray="3 3"' if row.care else ""
                ring = " ring" if disc.step < 3 or row.care else ""
                sheet.parts.append(
                    f'<circle class="m-heat-{disc.step}{ring}" cx="{x:g}" cy="{middle:g}" '
                    f'r="{min(21, step / 2 - 2):g}"{care}>'
                    f"<title>{clean(row.label)}, {clean(disc.name)}: {clean(disc.text)}"
                    f"{', ' if disc.letters else ''}{in_words(disc.letters)}</title></circle>"
                )
                if disc.letters:
                    sheet.line(x, middle + 34, "t-small ink t-mid", disc.letters)
                sheet.line(x, middle + 4.5, f"v-on on-heat-{disc.step}", disc.text)
            sheet.line(WIDTH - MARGIN, middle + 4.5, "t-small t-end", row.n)
            under = 14 if any(disc and disc.letters for disc in row.discs) else 0
            sheet.gap(max(52 + under, 16 * len(lines) + 12))


def _few(reason: str) -> str:
    words = in_short(reason)
    return words[0].upper() + words[1:]


def _style() -> str:
    """Classes with light colours, then the same in dark."""

    def colours(dark: int) -> str:
        rules = [
            f".m-{tone}{{fill:{entry[1 + dark]}}}.halo-{tone}{{stroke:{entry[1 + dark]}}}"
            for tone, entry in TONES.items()
        ]
        rules += [f".on-{tone}{{fill:{ROLES[entry[3]][dark]}}}" for tone, entry in TONES.items()]
        ink, soft, paper, rule, edge = (
            ROLES[name][dark] for name in ("--ink", "--ink-soft", "--paper", "--rule", "--edge")
        )
        mark_1 = TONES["1"][1 + dark]
        rules.append(
            f".paper{{fill:{paper}}}.v,.t,.t-strong,.claim,.strong,.plain,.t-head,.ink{{fill:{ink}}}"
            f".t-small,.soft{{fill:{soft}}}"
        )
        rules.append(
            f".t-small.ink{{fill:{ink}}}.axis{{stroke:{rule}}}.axis--zero,.k-whisk{{stroke:{ink}}}"
            f".k-halo,.care-line,.v-clear{{stroke:{paper}}}"
        )
        rules.append(
            f".k-mean{{stroke:{mark_1}}}.band-1{{fill:{mark_1}}}.ring{{stroke:{edge}}}.l-hair{{stroke:{ink}}}"
        )
        work, private = ("#3d68e0", "#f0503c") if not dark else ("#2f5bd6", "#cf4232")
        rules.append(
            f".f-mentors{{fill:{work}}}.f-family{{fill:{private}}}.ink>"
            f"*{{mix-blend-mode:{'screen' if dark else 'multiply'}}}"
        )
        return "".join(rules)

    shape = (
        "text{font:400 14px 'Schibsted Grotesk','Helvetica Neue',Arial,sans-serif}"
        ".claim{font:600 22px Besley,Rockwell,Georgia,serif}"
        ".soft,.t-small{font-size:13px}.t-head{font-size:12px;font-weight:600}"
        ".strong,.t-strong{font-weight:650}"
        ".v,.v-on{font-weight:600;font-size:13px}.v-on,.t-mid{text-anchor:middle}.t-end{text-anchor:end}"
        ".k-whisk{stroke-width:2}.k-halo{stroke-width:5;opacity:.75}.k-mean{stroke-width:2}"
        ".axis{stroke-width:1}.axis--zero{stroke-width:1.5}"
        ".band-1{opacity:.17}.care-line{stroke-width:2.2}.ring{stroke-width:1}"
        ".l-hair{stroke-width:1;fill:none}.ink{isolation:isolate}"
        ".part{overflow:visible}[class*=halo-],.v-clear{paint-order:stroke;stroke-width:5}"
    )
    return f"{shape}{colours(0)}@media (prefers-color-scheme:dark){{{colours(1)}}}"


STYLE = _style()
