"""One function for each kind of case: from the case to the shape of its `expected`."""

from collections.abc import Callable
from typing import Any

from tests.oracles.cases import Case
from tests.oracles.kinds import crosstabs, means, scales, toplines, waves, weighting

KINDS: dict[str, Callable[[Case], Any]] = {
    "topline_unweighted": toplines.unweighted,
    "topline_weighted": toplines.of_a_design,
    "topline_weighted_design": toplines.of_a_design,
    "crosstab_unweighted": crosstabs.unweighted,
    "crosstab_weighted": crosstabs.of_a_design,
    "crosstab_weighted_design": crosstabs.of_a_design,
    "mean_unweighted": means.unweighted,
    "mean_by_unweighted": means.by_group,
    "mean_weighted": means.weighted,
    "mean_weighted_design": means.weighted,
    "likert": means.likert,
    "likert_weighted": means.likert,
    "nps": means.promoters,
    "nps_coded": means.promoters,
    "weights_summary": weighting.summary,
    "trim": weighting.trim,
    "raking": weighting.rake,
    "index": scales.index,
    "reliability_pairwise": scales.pairwise,
    "wave_series": waves.series,
    "wave_change_unweighted": waves.unweighted_changes,
    "wave_change_weighted": waves.weighted_changes,
    "trend": waves.trend,
    "presentation_rule": crosstabs.presentation_rule,
}
