"""The explorer's weights: what is offered, what is said and kept, where they lie."""

import io

import numpy as np
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from reports import datasets
from reports.dataset import pointer_file
from reports.dataset.build import build
from reports.dataset.errors import DatasetDamaged
from reports.dataset.lent import with_weights
from reports.dataset.queries import Joint, Sums
from reports.dataset.scan import scan
from reports.dataset.store import write_weights
from reports.explorer import asking, limits
from reports.explorer.weights import Offer
from reports.models import SavedView, Target
from tests.oracles import synth
from tests.reports.explorer.aiming import WORDS, aim, asked
from tests.reports.explorer.test_page import URL, look, words
from tests.support.people import client_of, person
from website.core.groups import ANALYST

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return client_of(ANALYST)


# What is offered --------------------------------------------------------------------------------------------


def test_without_targets_the_page_says_what_is_missing(answered, ada):
    page = words(look(ada, answered, row="issue"))
    targets = reverse("reports_targets:wave", args=[answered.pk])
    assert "Weights: none. This wave has no targets to weight by." in page
    assert f'<a href="{targets}">Write the targets of this wave</a>' in page
    assert 'name="weights"' not in page
    user = person(ANALYST)
    user.groups.first().permissions.remove(Permission.objects.get(codename="change_target"))
    page = words(look(client_of(ANALYST), answered, row="issue"))
    assert "Ask an editor to write them under Weighting." in page
    assert targets not in page


def test_a_kept_choice_of_weights_that_are_gone_is_said(answered, ada):
    page = words(look(ada, answered, row="issue", weights="targets"))
    said = "This wave has no weights “targets”, so everybody counts alike."
    assert f"{said} This wave has no targets to weight by." in page
    assert "Unweighted: everybody counts alike." in page


def test_targets_that_the_questionnaire_does_not_know_are_not_complete(aimed, ada):
    Target.objects.create(wave=aimed, variable="shoes", shares=[[["big"], 100.0]], **WORDS)
    page = words(look(ada, aimed, row="issue"))
    assert "The targets for “shoes” are not those of the questionnaire any more. Write them anew." in page
    assert 'name="weights"' not in page


def test_the_choice_names_what_has_a_target_and_what_has_none(aimed, ada):
    page = words(look(ada, aimed, row="issue"))
    assert '<option value="">none</option> <option value="targets">raked to the targets</option>' in page
    assert "Targets: Gender, Work status. None for: Age in three groups, Region." in page
    assert "x-weights-help" in page
    assert "Weighted by" not in page


# What is said and kept --------------------------------------------------------------------------------------


def test_the_page_shows_both_bases_and_the_cost(aimed, ada):
    page = words(look(ada, aimed, row="issue", by="solo", weights="targets"))
    for said in (
        "<strong>Weighted by Gender and Work status.</strong> Kish's design effect is 1.",
        "400 people tell as much as 3",
        "they are cut to 0.2 at the least and 3 at the most",
        "Nobody was cut.",
        "Source: Office for Counting, 2025. Population: People who work in marketing.",
        "people have no level with a target and keep their share of the answers.",
        "There is no target for Age in three groups or Region.",
        "Base: people, unweighted",
        "Base: weighted",
        "Base: effective",
        "weighted t for shares and means; two-sided, 5 % level; Holm, within each row",
        "Rao–Scott F(",
        '<option value="targets" selected>',
    ):
        assert said in page, said
    assert "https://example.org/marketers" in page


@pytest.mark.parametrize(
    "shares, sentence",
    [
        ([(["woman"], 1.0), (["man"], 99.0)], "The targets can't be met with weights from 0.2 to 3"),
        ([(["woman"], 50.0), (["other"], 50.0)], "Fewer than 10 people who took part are in “"),
    ],
)
def test_targets_that_cannot_be_met_are_a_sentence(answered, ada, shares, sentence):
    aim(answered, shares=shares)
    answer = look(ada, answered, row="issue", weights="targets")
    page = words(answer)
    assert answer.status_code == 422
    assert f"The answers can’t be weighted. {sentence}" in page
    assert "Or choose <em>none</em> under Weights to see the tables unweighted." in page
    assert "x-table-1" not in page
    assert ModelLogEntry.objects.filter(action="reports.explored").count() == 0
    assert look(ada, answered, row="issue").status_code == 200


def test_raking_that_takes_too_long_stops(aimed, ada, monkeypatch):
    def late():
        raise limits.TooMuch("Too long.")

    place = asking.place_of(aimed)
    monkeypatch.setattr(asking, "sheet", lambda **_: pytest.fail("Nothing is counted."))
    chosen = type("Chosen", (), {"weights": "targets"})()
    with pytest.raises(limits.TooMuch):
        datasets.read(wave=aimed, use=lambda parts: asking.counted(parts, place, chosen, before_each=late))


def test_too_many_combinations_are_refused_before_they_are_counted(aimed, monkeypatch):
    monkeypatch.setattr("reports.release.raking_cells.MOST_PLACES", 50)
    with pytest.raises(Exception, match="for too many variables at once"):
        asked(aimed, row=["issue"], weights=["targets"])


def test_the_log_and_a_saved_view_keep_the_choice(aimed, ada):
    look(ada, aimed, row="issue", by="solo", weights="targets")
    look(ada, aimed, row="issue", weights="targets", format="xlsx")
    lines = list(ModelLogEntry.objects.filter(action__startswith="reports.explore").order_by("pk"))
    assert [line.message for line in lines] == [
        "Looked at exact tables, weighted to the wave's targets: issue by solo",
        "Downloaded exact tables, weighted to the wave's targets: issue",
    ]
    assert lines[0].data["weights"] == ["targets"]
    ada.post(f"{URL}?wave={aimed.pk}&row=issue&weights=targets", {"name": "Weighted"})
    opened = ada.get(reverse("reports_explorer_open", args=[SavedView.objects.get().pk]), follow=True)
    assert "Weighted by Gender and Work status." in words(opened)


def test_the_workbook_says_by_what_and_carries_both_bases(aimed, ada):
    answer = look(ada, aimed, row="issue", by="solo", weights="targets", format="xlsx")
    made = load_workbook(io.BytesIO(answer.content))
    contents = [[cell.value for cell in row] for row in made["Contents"].rows]
    facts = {row[0]: row[1] for row in contents if row[0] and row[1] is not None}
    assert facts["Source"] == "Office for Counting"
    assert facts["Address"] == "https://example.org/marketers"
    assert (facts["Date"], facts["Population"]) == ("2025", "People who work in marketing")
    assert facts["Design effect (Kish)"] == pytest.approx(400 / facts["Effective base (Kish)"])
    woman = next(row for row in contents if row[0] == "Woman")
    assert (woman[1], woman[3]) == (201, pytest.approx(0.45))
    labels = [row[0].value for row in made["1 issue"].rows]
    assert "Weighted to the wave's targets: see the sheet Contents." in labels
    base = labels.index("Base: people, unweighted")
    assert labels[base + 1 : base + 3] == ["Base: weighted", "Base: effective"]
    assert "   weighted count" in labels
    plain = load_workbook(io.BytesIO(look(ada, aimed, row="issue", format="xlsx").content))
    assert "Unweighted." in [row[0].value for row in plain["1 issue"].rows]
    assert "Weights" not in [row[0].value for row in plain["Contents"].rows]


# How people came --------------------------------------------------------------------------------------------


def test_how_people_came_is_a_variable(tmp_path, answered, ada, monkeypatch):
    """Rows, columns and filters by the stated tier."""
    tiers = ("open", "verified", "invited", "invited")
    rows = [{**row, "_tier": tiers[i % 4]} for i, row in enumerate(synth.rows())]
    parts = build(folder=tmp_path / "tiers", rows=rows, definitions={1: synth.definition()}, about={})
    monkeypatch.setattr(datasets, "read", lambda *, wave, use: use(parts))
    (table,) = asked(answered, row=["_tier"]).sheet.tables
    assert [(line.label, line.figures[0].count) for line in table.lines] == [
        ("Open to anyone", 100),
        ("E-mail address verified", 100),
        ("Invited", 200),
    ]
    page = words(look(ada, answered, row="issue", by="_tier", where="_tier:invited"))
    assert "Only How the person came: Invited." in page
    assert "200 people are in the analysis after filtering." in page


def test_a_dataset_from_before_the_tier_is_built_anew(wave, settings, tmp_path, monkeypatch):
    """Its format is another one, or its parts have no such column."""
    settings.VAR = tmp_path
    query = Joint(("_tier",))
    datasets.build_dataset(wave=wave)
    with monkeypatch.context() as patch:
        patch.setattr(pointer_file, "FORMAT", "overlap-dataset/1")
        datasets.build_dataset(wave=wave)
    with pytest.raises(DatasetDamaged):
        datasets.dataset_info(wave=wave)
    assert datasets.count(wave=wave, queries=[query])[query].sum() == 0
    with monkeypatch.context() as patch:
        whole = datasets.combined
        patch.setattr(datasets, "combined", lambda d: [c for c in whole(d) if c.name != "_tier"])
        datasets.build_dataset(wave=wave)
    assert datasets.count(wave=wave, queries=[query])[query].sum() == 0
    assert datasets.dataset_info(wave=wave).parts == 1


# Where weights lie ------------------------------------------------------------------------------------------


def test_weights_of_a_page_lie_in_memory_alone(aimed, synthetic):
    before = {path for part in synthetic.parts for path in part.folder.iterdir()}
    asked(aimed, row=["issue"], weights=["targets"])
    assert {path for part in synthetic.parts for path in part.folder.iterdir()} == before


def test_two_weightings_under_one_name_are_told_apart(tmp_path):
    """What was counted with one is never shown with the other; a name beside the part is read from there."""
    (part,) = build(
        folder=tmp_path / "two", rows=list(synth.rows())[:40], definitions={1: synth.definition()}, about={}
    )
    query = Sums((), weights="targets")
    for weight in (1.0, 2.0):
        lent = with_weights(part, "targets", np.full(part.rows, weight))
        assert scan([lent], [query])[query].tolist() == [40.0, 40.0 * weight, 40.0 * weight**2]
    write_weights(part.folder, "others", np.full(part.rows, 3.0))
    other = Sums((), weights="others")
    assert scan([lent], [other])[other][1] == 120.0
    with pytest.raises(ValueError, match="has 40 rows"):
        with_weights(part, "targets", np.ones(41))


def test_an_offer_without_targets_names_no_weights():
    assert Offer(synth.definition(), ()).names == ()
