"""The questionnaire as text, as data and as a page in the editor are one and the same."""

import io

import pytest
from django.core.management import CommandError, call_command

from surveys import exchange
from surveys.blocks import condition
from surveys.blocks.exchange import ABSENT, ExchangeError
from surveys.logic import instrument
from surveys.models import SurveyPage


def test_every_key_of_the_instrument_comes_back_from_the_page(survey, instrument_text):
    assert exchange.without_uuids(survey.to_instrument()) == instrument.load_text(instrument_text)


def test_dump_reads_back_as_the_file_that_was_loaded(survey, instrument_text):
    out = io.StringIO()
    call_command("dump_instrument", "survey", stdout=out)
    assert instrument.load_text(out.getvalue()) == instrument.load_text(instrument_text)


def test_dump_of_a_published_version_and_to_a_file(survey, instrument_text, tmp_path):
    call_command(
        "dump_instrument", "survey", "--version-number=1", f"--to={tmp_path / 'out.yaml'}", "--uuids"
    )
    data = instrument.load_text((tmp_path / "out.yaml").read_text())
    assert data == survey.versions.get().data
    with pytest.raises(CommandError, match="no version 7"):
        call_command("dump_instrument", "survey", "--version-number=7")
    with pytest.raises(CommandError, match="no survey at nowhere"):
        call_command("dump_instrument", "nowhere")


def test_every_part_with_a_code_has_a_uuid_and_no_two_share_one(survey):
    uuids = [part.data["uuid"] for part in exchange.parts(survey.to_instrument())]
    assert len(uuids) == len(set(uuids)) == 222


def test_loading_the_same_file_again_changes_no_uuid_and_makes_no_version(survey, instrument_text, tmp_path):
    before = survey.to_instrument()
    file = tmp_path / "same.yaml"
    file.write_text(instrument_text)
    call_command("load_instrument", file, "--publish", verbosity=0)
    again = SurveyPage.objects.get()
    assert again.to_instrument() == before
    assert again.versions.count() == 1


def test_an_option_renamed_in_the_editor_keeps_its_uuid_through_the_text(survey):
    data = survey.to_instrument()
    question = next(q for q in data["questions"] if q["id"] == "issue")
    uuid = question["options"][0]["uuid"]
    question["options"][0]["label"] = "None at all"
    survey.from_instrument(exchange.without_uuids(data))
    again = next(q for q in survey.to_instrument()["questions"] if q["id"] == "issue")
    assert (again["options"][0]["uuid"], again["options"][0]["label"]) == (uuid, "None at all")


def test_an_unknown_key_is_refused_and_nothing_is_changed(db, tmp_path, instrument_text):
    file = tmp_path / "wrong.yaml"
    file.write_text(instrument_text.replace("    headline: true\n", "    headlines: true\n"))
    with pytest.raises(CommandError, match="headlines"):
        call_command("load_instrument", file, verbosity=0)
    assert SurveyPage.objects.count() == 0


def test_a_file_that_is_not_there_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("load_instrument", tmp_path / "none.yaml")
    with pytest.raises(CommandError, match="no page with the id 999"):
        (tmp_path / "a.yaml").write_text("a: 1")
        call_command("load_instrument", tmp_path / "a.yaml", "--parent=999")


def test_a_key_that_the_editor_has_no_field_for_is_an_error_and_not_lost(survey):
    data = survey.to_instrument()
    data["questions"][0]["present"] = "one_card_per_row"
    with pytest.raises(ExchangeError, match="work_status: the editor has no field for present"):
        survey.from_instrument(data)


def test_rules_may_not_hold_what_stands_elsewhere(survey):
    survey.rules += "\nquestions: []\n"
    with pytest.raises(instrument.InstrumentError, match="'questions' does not belong here"):
        survey.to_instrument()


@pytest.mark.parametrize(
    ("test", "rows", "advanced"),
    [
        ({"q": "a", "in": ["x", "y"]}, 1, False),
        ({"not": {"q": "a", "any_of": ["x"]}}, 1, False),
        ({"answered": "a"}, 1, False),
        ({"not": {"answered": "a"}}, 1, False),
        ({"all": [{"q": "a", "in": ["x"]}, {"not": {"answered": "b"}}]}, 2, False),
        ({"any": [{"q": "a", "in": ["x"]}, {"answered": "b"}, {"q": "c", "any_of": ["z"]}]}, 3, False),
        ({"all": [{"answered": "a"}]}, 0, True),
        ({"not": {"all": [{"answered": "a"}, {"answered": "b"}]}}, 0, True),
        ({"any": [{"q": "a", "in": ["x"]}, {"all": [{"answered": "b"}, {"answered": "c"}]}]}, 0, True),
        ({"q": "a", "in": ["no", "yes"]}, 1, False),
    ],
)
def test_every_condition_fits_the_form(test, rows, advanced):
    form = condition.read(test, "here")
    assert (len(form["rules"]), bool(form["advanced"])) == (rows, advanced)
    assert condition.write(form) == test


def test_no_condition_is_no_key():
    assert condition.write(condition.read(ABSENT, "here")) is ABSENT
    assert condition.write(None) is ABSENT
