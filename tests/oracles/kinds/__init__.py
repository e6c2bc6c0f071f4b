"""One function for each kind of case: from the case to the shape of its `expected`."""

from collections.abc import Callable
from typing import Any

from tests.oracles.cases import Case
from tests.oracles.kinds import crosstabs, toplines

KINDS: dict[str, Callable[[Case], Any]] = {
    "topline_unweighted": toplines.unweighted,
    "topline_weighted": toplines.of_a_design,
    "topline_weighted_design": toplines.of_a_design,
    "crosstab_unweighted": crosstabs.unweighted,
    "crosstab_weighted": crosstabs.of_a_design,
    "crosstab_weighted_design": crosstabs.of_a_design,
    "presentation_rule": crosstabs.presentation_rule,
}
