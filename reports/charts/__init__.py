"""Charts: one file per kind, each pure. `draw` is the one door.

A kind says what is to be seen (a scene of strips, columns or discs, a claim, a table); `page.py`, `file.py`
and `figure.py` turn any scene into page markup, a stand-alone SVG and a Plotly figure. All of them read the
same released cells.
"""

from .chart import Chart
from .context import ChartContext, TableView
from .draw import draw

__all__ = ["Chart", "ChartContext", "TableView", "draw"]
