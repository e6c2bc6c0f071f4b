"""Every key and option of the questionnaire's YAML, and where each one acts.

The table below is complete: a key of the YAML that has no line here fails, and so does a line without a
key. A line says

    acts     in that function of surveys.logic: changing the value changes the compiled questionnaire
    refuses  there: the value is bound to others or to one choice, and a wrong one is a fault with a path
    used     in that app, whose sources name it: surveys.logic hands it on unchanged
    kept     nothing acts on it yet: it is read, checked, hashed, written back, and waits for what is named
"""

import copy
import dataclasses
import importlib
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from surveys.logic import encoding, instrument, quality, scoring
from surveys.logic.definition import Definition
from tests.surveys.logic.instruments import ROOT, YAML
from tests.surveys.logic.key_paths import Place, key_paths, mutations

COMPILING = "instrument.compiling:build"
CHECKING = "instrument.checking:faults"
SCHEMA = "instrument.schema:INSTRUMENT"
FORMULAS = "scoring.formulas:Reader"

TABLE: dict[str, tuple[str, str]] = {
    # who asks whom, and what is said around the questions
    "instrument": ("refuses", COMPILING),
    "instrument.id": ("used", "surveys instrument_id|survey_id|\\bid\\b"),
    "instrument.version": ("used", "surveys version"),
    "instrument.title": ("used", "surveys title"),
    "instrument.language": ("used", "surveys language"),
    "instrument.expected_minutes": ("acts", "routing:progress"),
    "instrument.expected_minutes.median": ("acts", "routing:progress"),
    "instrument.expected_minutes.low": ("used", "surveys minutes"),
    "instrument.expected_minutes.high": ("used", "surveys minutes"),
    "instrument.mode": ("kept", "the methods form of a wave"),
    "instrument.population": ("used", "reports population"),
    "instrument.sample_type": ("kept", "the methods form of a wave"),
    "instrument.intro": ("used", "surveys intro"),
    "instrument.consent": ("refuses", COMPILING),
    "instrument.consent.id": ("used", "surveys consent_id"),
    "instrument.consent.required": ("refuses", SCHEMA),
    "instrument.consent.label": ("used", "surveys consent_label"),
    "instrument.outro": ("used", "surveys outro"),
    "instrument.wave": ("refuses", CHECKING),
    "instrument.wave.variable": ("refuses", CHECKING),
    "instrument.wave.current": (
        "kept",
        "exports of several waves; the waves themselves are rows of the database",
    ),
    "instrument.wave.rule": ("kept", "a note to editors"),
    # missing values
    "missing_codes": ("refuses", COMPILING),
    "missing_codes[].value": ("refuses", CHECKING),
    "missing_codes[].code": ("used", "reports missing_codes|MissingCode|not_asked|no_answer"),
    "missing_codes[].label": ("used", "reports missing_codes|MissingCode|No answer"),
    "missing_codes[].base": ("refuses", COMPILING),
    "missing_codes[].base=outside": ("refuses", SCHEMA),
    "missing_codes[].base=asked_item_missing": ("refuses", SCHEMA),
    "missing_codes[].base=asked_explicit": ("refuses", SCHEMA),
    "spss_missing_range": ("kept", "the SPSS export"),
    "spss_missing_range.low": ("refuses", CHECKING),
    "spss_missing_range.high": ("refuses", CHECKING),
    # scales
    "scales": ("refuses", COMPILING),
    "scales.*": ("acts", COMPILING),
    "scales.*[].value": ("acts", "encoding:encode"),
    "scales.*[].code": ("acts", "validation:Validator"),
    "scales.*[].label": ("acts", "encoding:variables"),
    # sections
    "sections": ("refuses", "routing:sections"),
    "sections[].id": ("refuses", CHECKING),
    "sections[].title": ("used", "surveys title"),
    # questions of every type
    "questions": ("refuses", "routing:walk"),
    "questions[].id": ("acts", "encoding:variables"),
    "questions[].n": ("used", "surveys number"),
    "questions[].section": ("refuses", "routing:sections"),
    "questions[].type": ("refuses", SCHEMA),
    "questions[].type=single": ("refuses", "validation.readers:read"),
    "questions[].type=multi": ("refuses", "validation.readers:read"),
    "questions[].type=matrix_single": ("refuses", "validation.readers:read"),
    "questions[].type=matrix_multi": ("refuses", "validation.readers:read"),
    "questions[].type=ranking": ("refuses", "validation.readers:read"),
    "questions[].type=slider": ("refuses", "validation.readers:read"),
    "questions[].type=number": ("refuses", "validation.readers:read"),
    "questions[].type=vignette": ("refuses", "validation.readers:read"),
    "questions[].type=text": ("refuses", "validation.readers:read"),
    "questions[].required": ("acts", "validation:Validator"),
    "questions[].trend": ("kept", "trend lines over waves"),
    "questions[].headline": ("used", "reports headline"),
    "questions[].segment": ("kept", "the analysts' explorer; published banners are listed in `segments`"),
    "questions[].text": ("used", "surveys text"),
    "questions[].help": ("used", "surveys help"),
    "questions[].show_if": ("acts", "conditions:evaluate"),
    "questions[].routing": ("acts", "routing:walk"),
    "questions[].routing[].if": ("refuses", "routing:walk"),
    "questions[].routing[].goto": ("refuses", "routing:next_section"),
    "questions[].randomize": ("acts", "presentation:prepare"),
    "questions[].randomize=options": ("acts", "presentation:prepare"),
    "questions[].randomize=rows": ("acts", "presentation:prepare"),
    "questions[].followup": ("refuses", COMPILING),
    "<condition>.q": ("refuses", "conditions:evaluate"),
    "<condition>.in": ("acts", "conditions:evaluate"),
    "<condition>.any_of": ("refuses", "conditions:evaluate"),
    "<condition>.answered": ("refuses", "conditions:evaluate"),
    "<condition>.not": ("refuses", "conditions:evaluate"),
    # options
    "questions[].options": ("acts", "validation:Validator"),
    "questions[].options[].value": ("acts", "encoding:encode"),
    "questions[].options[].code": ("acts", "encoding:variables"),
    "questions[].options[].label": ("acts", "encoding:variables"),
    "questions[].options[].specify": ("acts", "encoding:variables"),
    "questions[].options[].anchor": ("acts", "presentation:prepare"),
    "questions[].options[].exclusive": ("acts", "validation:Validator"),
    "questions[].options[].practice": ("acts", "scoring.steps:Practice"),
    # matrices and grids
    "questions[].scale": ("refuses", COMPILING),
    "questions[].rows": ("acts", "piping:rows"),
    "questions[].rows[].code": ("acts", "encoding:variables"),
    "questions[].rows[].label": ("used", "surveys label"),
    "questions[].rows[].keyed": ("acts", FORMULAS),
    "questions[].rows[].keyed=+": ("acts", FORMULAS),
    "questions[].rows[].keyed=-": ("acts", FORMULAS),
    "questions[].rows[].factor": ("used", "reports factor"),
    "questions[].rows[].domain": ("acts", "scoring.steps:Mixing"),
    "questions[].rows[].domain=private": ("acts", "scoring.steps:Mixing"),
    "questions[].rows[].domain=work": ("acts", "scoring.steps:Mixing"),
    "questions[].rows[].domain=neutral": ("acts", "scoring.steps:Mixing"),
    "questions[].rows_from": ("refuses", "piping:rows"),
    "questions[].rows_from.q": ("refuses", "piping:rows"),
    "questions[].rows_from.selected": ("refuses", SCHEMA),
    "questions[].rows_from.exclude": ("acts", COMPILING),
    "questions[].columns": ("acts", "piping:columns"),
    "questions[].columns[].value": ("used", "reports value"),
    "questions[].columns[].code": ("acts", "encoding:variables"),
    "questions[].columns[].label": ("acts", "encoding:variables"),
    "questions[].columns[].show_if_platform": ("acts", "piping:columns"),
    "questions[].columns[].exclusive": ("acts", "validation:Validator"),
    "questions[].columns[].missing": ("used", "reports missing"),
    "questions[].present": ("refuses", SCHEMA),
    "questions[].present=one_card_per_row": ("refuses", SCHEMA),
    # ranking, slider, number, text
    "questions[].top": ("acts", "validation:Validator"),
    "questions[].min": ("acts", "answers:fits"),
    "questions[].max": ("acts", "answers:fits"),
    "questions[].step": ("refuses", "answers:fits"),
    "questions[].anchors": ("acts", "encoding:variables"),
    "questions[].anchors.*": ("acts", "encoding:variables"),
    "questions[].no_default": ("refuses", SCHEMA),
    "questions[].nps": ("used", "reports nps"),
    "questions[].nps.detractors": ("refuses", CHECKING),
    "questions[].nps.passives": ("refuses", CHECKING),
    "questions[].nps.promoters": ("refuses", CHECKING),
    "questions[].integer": ("acts", "answers:fits"),
    "questions[].bands": ("acts", "scoring:bands"),
    "questions[].bands[].code": ("acts", "scoring:bands"),
    "questions[].bands[].min": ("acts", "scoring:bands"),
    "questions[].bands[].max": ("acts", "scoring:bands"),
    "questions[].max_chars": ("acts", "validation.readers:read"),
    "questions[].publish": ("kept", "the reading of open answers before they are quoted"),
    "questions[].publish.only_if": ("kept", "the reading of open answers before they are quoted"),
    "questions[].publish.moderated": ("refuses", SCHEMA),
    # vignette
    "questions[].design": ("refuses", "presentation:prepare"),
    "questions[].design.type": ("refuses", SCHEMA),
    "questions[].design.factors": ("refuses", "presentation:prepare"),
    "questions[].design.factors.*": ("refuses", "presentation:prepare"),
    "questions[].design.assignment": ("refuses", CHECKING),
    "questions[].fills": ("refuses", "presentation:fill"),
    "questions[].fills.*": ("refuses", "presentation:fill"),
    "questions[].fills.*.*": ("acts", "presentation:fill"),
    # scores
    "derived": ("acts", "scoring:compiled"),
    "derived[].id": ("acts", "scoring:score"),
    "derived[].label": ("acts", "scoring:why_missing"),
    "derived[].range": ("refuses", FORMULAS),
    "derived[].meaning": ("used", "reports meaning"),
    "derived[].kind": ("refuses", FORMULAS),
    "derived[].kind=reflective_scale": ("refuses", FORMULAS),
    "derived[].kind=typology": ("refuses", FORMULAS),
    "derived[].kind=formative_composite": ("refuses", FORMULAS),
    "derived[].items": ("acts", "scoring.steps:Scale"),
    "derived[].formula": ("refuses", FORMULAS),
    "derived[].min_valid": ("acts", "scoring.steps:Scale"),
    "derived[].reliability": ("kept", "alpha and omega in the methods box"),
    "derived[].reliability.statistics": ("kept", "alpha and omega in the methods box"),
    "derived[].reliability.cases": ("kept", "alpha and omega in the methods box"),
    "derived[].reliability.ci": ("kept", "alpha and omega in the methods box"),
    "derived[].reliability.report_if_n_at_least": ("kept", "alpha and omega in the methods box"),
    "derived[].reliability.warn_below": ("kept", "alpha and omega in the methods box"),
    "derived[].bands": ("acts", "scoring:bands"),
    "derived[].bands[].code": ("acts", "scoring:bands"),
    "derived[].bands[].label": ("acts", "scoring:levels"),
    "derived[].bands[].max_exclusive": ("acts", "scoring:bands"),
    "derived[].bands[].min": ("acts", "scoring:bands"),
    "derived[].bands[].max": ("acts", "scoring:bands"),
    "derived[].bands[].min_exclusive": ("acts", "scoring:bands"),
    "derived[].needs": ("refuses", FORMULAS),
    "derived[].rules": ("acts", "scoring.steps:Typology"),
    "derived[].rules[].code": ("acts", "scoring.steps:Typology"),
    "derived[].rules[].label": ("acts", "scoring:levels"),
    "derived[].rules[].if": ("refuses", FORMULAS),
    "derived[].missing": ("refuses", FORMULAS),
    "derived[].borderline": ("acts", "scoring.steps:Typology"),
    "derived[].components": ("acts", "scoring.steps:Composite"),
    "derived[].components[].id": ("acts", "scoring.steps:Composite"),
    "derived[].components[].formula": ("refuses", FORMULAS),
    "derived[].components[].min_valid": ("acts", "scoring.steps:Practice"),
    "derived[].recode": ("refuses", "scoring.steps:Scale"),
    "derived[].recode.*": ("acts", "scoring.steps:Scale"),
    "derived[].note": ("used", "reports note"),
    "derived[].map_from": ("refuses", FORMULAS),
    "derived[].map": ("refuses", FORMULAS),
    "derived[].map.*": ("acts", "scoring.steps:Grouping"),
    "segments": ("used", "reports segments"),
    # publication
    "publication": ("acts", COMPILING),
    "publication.disclosure": ("refuses", SCHEMA),
    "publication.results_while_open": ("kept", "releases at milestones"),
    "publication.filters": ("kept", "filters on the results pages; a filter must be a segment"),
    "publication.chip": ("acts", COMPILING),
    "publication.precision": ("kept", "the rule of presentation for weighted estimates"),
    "publication.precision.nchs_ci_width": ("kept", "the rule of presentation for weighted estimates"),
    "publication.precision.nchs_ci_width.hide_abs_at_least": ("kept", "the rule of presentation"),
    "publication.precision.nchs_ci_width.show_abs_at_most": ("kept", "the rule of presentation"),
    "publication.precision.nchs_ci_width.hide_relative_above": ("kept", "the rule of presentation"),
    "publication.rounding": ("used", "reports rounding"),
    "publication.rounding.percent_decimals": (
        "kept",
        "exports; shares are set to the grid of the rounded base",
    ),
    "publication.rounding.index_decimals": ("used", "reports index_decimals"),
    "publication.rounding.p_decimals": ("kept", "tests of significance"),
    "publication.rounding.less_than_half_percent": ("kept", "the printed topline"),
    "publication.open_text": ("refuses", SCHEMA),
    # weighting: releases are unweighted
    "weighting": ("kept", "weighting"),
    "weighting.default": ("kept", "weighting"),
    "weighting.optional": ("kept", "weighting"),
    "weighting.optional.method": ("kept", "weighting"),
    "weighting.optional.variables": ("refuses", CHECKING),
    "weighting.optional.max_iterations": ("kept", "weighting"),
    "weighting.optional.tolerance": ("kept", "weighting"),
    "weighting.optional.trim": ("kept", "weighting"),
    "weighting.optional.trim.rule": ("kept", "weighting"),
    "weighting.optional.trim.max_ratio_to_mean": ("kept", "weighting"),
    "weighting.optional.trim.min_ratio_to_mean": ("kept", "weighting"),
    "weighting.optional.trim.rerake": ("kept", "weighting"),
    "weighting.optional.missing_on_rake_variable": ("kept", "weighting"),
    "weighting.optional.min_category_share": ("kept", "weighting"),
    "weighting.targets_required_metadata": ("kept", "weighting"),
    # quality
    "quality": ("acts", "quality:rules"),
    "quality.speeder": ("kept", "flags set when a wave closes; the ratio is read"),
    "quality.straightliner": ("acts", "quality:flags"),
    "quality.duplicate": ("kept", "flags set when a wave closes; the number of items is read"),
    "quality.complete": ("acts", "quality:disposition"),
    "quality.partial": ("acts", "quality:disposition"),
    "quality.analysis_base": ("kept", "flags set when a wave closes; the excluded flag is read"),
}


@cache
def places() -> tuple[dict[str, Any], dict[str, list[Place]]]:
    data = instrument.load_text(YAML.read_text())
    found: dict[str, list[Place]] = defaultdict(list)
    for path, place in key_paths(data):
        found[path].append(place)
    return data, found


def rules_of(d: Definition) -> str:
    """Everything that surveys.logic itself works with."""
    bare = dataclasses.replace(d, data={}, derived=(), publication={}, weighting={}, quality={})
    return repr((bare, d.column_sources, scoring.compiled(d), quality.rules(d), encoding.variables(d)))


def everything(d: Definition) -> str:
    return repr(dataclasses.replace(d, data={}))


def felt(path: str, how: str, view: Callable[[Definition], str]) -> bool:
    """True if another value there "changes" the view of the compiled questionnaire, or is "refused"."""
    data, found = places()
    before = view(instrument.to_definition(data))
    for holder, key in found[path]:
        kept = list(holder.items())
        for other in mutations(holder[key]):
            holder.pop(key) if other is ... else holder.update({key: other})
            try:
                outcome = "changes" if view(instrument.to_definition(data)) != before else ""
            except instrument.InstrumentError:
                outcome = "refused"
            finally:
                holder.clear()
                holder.update(kept)
            if outcome == how:
                return True
    return False


def test_the_table_has_a_line_for_every_key_and_no_other() -> None:
    _, found = places()
    assert sorted(TABLE) == sorted(found)


@pytest.mark.parametrize("path", sorted(TABLE))
def test_where_it_acts(path: str) -> None:
    how, where = TABLE[path]
    if how in ("acts", "refuses"):
        module, name = where.split(":")
        assert hasattr(importlib.import_module(f"surveys.logic.{module}"), name)
    if how == "acts":
        assert felt(path, "changes", rules_of), "no change of this key changes anything"
    elif how == "refuses":
        assert felt(path, "refused", rules_of), "no wrong value of this key is refused"
    elif how == "used":
        assert felt(path, "changes", everything), "it is not handed on"
        assert _named_in(*where.split(" ", 1)), f"no source of {where} names it"
    else:
        assert how == "kept"
        assert where


@cache
def _sources(app: str) -> tuple[str, ...]:
    files = [
        f for f in Path(ROOT / app).rglob("*") if f.suffix in (".py", ".html") and "logic" not in f.parts
    ]
    return tuple(file.read_text() for file in files)


def _named_in(app: str, pattern: str) -> bool:
    return any(re.search(pattern, source) for source in _sources(app))


def test_the_places_are_left_as_they_were() -> None:
    data, _ = places()
    assert data == instrument.load_text(YAML.read_text())


@pytest.mark.parametrize("path", sorted(path for path in TABLE if "=" not in path and path[-1] != "*"))
def test_an_unknown_key_beside_it_is_an_error(path: str) -> None:
    data, found = places()
    data = copy.deepcopy(data)
    for other, (holder, key) in key_paths(data):
        if other == path:
            holder["surprise"] = holder[key]
            break
    with pytest.raises(instrument.InstrumentError):
        instrument.check(data)
