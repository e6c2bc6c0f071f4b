"""Open answers: never drawn from here; a sentence says why."""

from reports.release_format import Item

from .context import Drawing, TableView
from .scene import NoScene

NOTHING = "There is nothing that may be shown here."


def draw(item: Item, reason: str = "") -> Drawing:
    return Drawing(NoScene(reason or item.reason or NOTHING), "Not shown as a chart", TableView("", (), ()))
