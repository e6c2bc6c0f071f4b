"""The answers of this site's readers to one question: not a release, but under the same thresholds.

Anyone may answer, nobody agreed to anything, and one person may answer twice: it says so, draws no interval,
and never stands without the survey's own chart where there is one.
"""

from dataclasses import dataclass

from reports.charts import page
from reports.charts.scene import Axis, Bar, Panel, Strip, StripScene
from reports.charts.wording import count, percent, with_sign
from reports.disclosure.control import publish
from reports.disclosure.exact import ExactCell, ExactRow
from surveys.asking import InlineQuestion
from surveys.queries import ReaderCounts

TITLE = "Readers of this site"
TOO_FEW = "So far fewer than 30 readers’ answers are in, so we draw nothing yet."
CARE = "Fewer than 50 answers: read with care."


@dataclass(frozen=True, slots=True)
class ReaderFigure:
    """A picture without a release. `rows` is the same in words: answer, percent."""

    uid: str
    marks: str
    alt: str
    note: str
    rows: tuple[tuple[str, str], ...]
    is_demo: bool


def reader_figure(question: InlineQuestion, readers: ReaderCounts, *, own: str = "") -> ReaderFigure:
    """Rounded to 5, nothing under 30, no 0 or 100 % under 50. `own`: the answer to mark as the reader's."""
    uid = f"readers-{question.question_id}"
    row = publish(
        ExactRow(
            row=None,
            base=readers.total,
            valid=readers.total,
            asked=None,
            cells=tuple(
                ExactCell(choice.value, readers.counts.get(choice.value, 0), choice.apart)
                for choice in question.choices
            ),
        )
    )
    if not row.is_shown:
        return ReaderFigure(uid, "", TOO_FEW, TOO_FEW, (), readers.is_demo)
    cells = {cell.code: cell for cell in row.cells}
    largest = max(cells[c.value].share for c in question.choices if not c.apart)
    strips, rows, set_apart = [], [], False
    for choice in question.choices:
        share = cells[choice.value].share
        tone = "1" if share == largest and not choice.apart else "rest"
        strips.append(
            Strip(
                choice.label,
                "your answer" if choice.value == own else "",
                (Bar(0, 100 * share, tone, with_sign(share), choice.label, inside=False),),
                care=row.status == "care",
                apart=choice.apart and not set_apart,
            )
        )
        set_apart = set_apart or choice.apart
        rows.append((choice.label, percent(share)))
    axis = Axis(0, max(5.0, 100 * max(cell.share for cell in row.cells)), zero=0)
    note = f"{count(row.base)} answers on this site, rounded to 5. Anyone may answer, so they are no survey."
    return ReaderFigure(
        uid=uid,
        marks=page.markup(StripScene(axis, (Panel("", tuple(strips)),)), uid),
        alt=f"{TITLE}. {'; '.join(f'{label}: {share}%' for label, share in rows)}.",
        note=f"{note} {CARE}" if row.status == "care" else note,
        rows=tuple(rows),
        is_demo=readers.is_demo,
    )
