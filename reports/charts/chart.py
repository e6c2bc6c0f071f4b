"""A finished chart: words at once, each form of the picture when it is asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import figure, file, page
from .context import ChartContext, TableView
from .description import alt_text
from .scene import Box, DiscScene, NoScene, Scene


@dataclass(frozen=True)
class Chart:
    """One chart in all its forms. The pictures are empty if nothing may be shown; `reason` says why."""

    uid: str
    """Unique on a page; safe as an HTML id."""
    kind: str
    scene: Scene
    sentence: str
    """The claim."""
    wording: str
    base: str
    table: TableView
    context: ChartContext

    @property
    def is_demo(self) -> bool:
        return self.context.is_demo

    @property
    def reason(self) -> str:
        return self.scene.reason if isinstance(self.scene, NoScene) else ""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Groups of which nothing is drawn, to be said under the marks."""
        return page.boxes(self.scene)

    @property
    def is_table(self) -> bool:
        """The marks are a real table and must not be announced as one picture."""
        return isinstance(self.scene, DiscScene)

    @cached_property
    def alt(self) -> str:
        return self.reason or alt_text(self.sentence, self.scene, self.context)

    @cached_property
    def key(self) -> str:
        """Markup of what the inks stand for; empty where the marks say so themselves."""
        return page.key(self.scene)

    @cached_property
    def marks(self) -> str:
        """Page markup, escaped: rows of text beside inline SVG, or a table of discs."""
        return page.markup(self.scene, self.uid)

    @cached_property
    def svg(self) -> str:
        """A complete SVG document with its own colours."""
        return file.document(self.scene, self.uid, self.sentence, self.wording, self.base, self.context)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """A Plotly figure: {"data": […], "layout": {…}}."""
        return figure.figure(self.scene, self.sentence, self.wording, self.base, self.context)
