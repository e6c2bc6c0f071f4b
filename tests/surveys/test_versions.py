"""Publishing compiles; versions never change; codes are frozen; who has begun finishes on their version."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import ProtectedError
from django.utils import timezone

from surveys import actions, queries
from surveys.logic.errors import InstrumentError
from surveys.models import QuestionnaireVersion, SurveyPage
from tests.surveys import ben


def change(page, edit, **fields):
    """Edit the page's instrument data and publish it, as an editor would."""
    data = page.to_instrument()
    edit(data)
    page.from_instrument(data)
    for name, value in fields.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()
    return SurveyPage.objects.get(pk=page.pk)


def part(data, question, kind=None, code=None):
    found = next(q for q in data["questions"] if q["id"] == question)
    return found if kind is None else next(o for o in found[kind] if o["code"] == code)


def relabel(text):
    return lambda data: part(data, "issue", "options", "big").update(label=text)


def without(code):
    def edit(data):
        issue = part(data, "issue")
        issue["options"] = [option for option in issue["options"] if option["code"] != code]

    return edit


def again(code, label):
    def edit(data):
        issue = part(data, "issue")
        issue["options"].append({"code": code, "label": label, "value": 4})

    return edit


def test_the_code_of_an_option_that_any_version_had_never_means_something_else(survey):
    survey = change(survey, without("big"))
    survey = change(survey, relabel_first("Not an issue"))
    with pytest.raises(ValidationError, match="The code 'big' belonged to another answer when version 1"):
        change(survey, again("big", "Something else"))


def test_a_removed_option_may_come_back_as_it_was(survey):
    was = part(survey.to_instrument(), "issue", "options", "big")
    survey = change(survey, without("big"))
    survey = change(survey, lambda data: part(data, "issue")["options"].append(dict(was, uuid=None)))
    assert part(survey.to_instrument(), "issue", "options", "big")["label"] == was["label"]
    assert survey.versions.count() == 3


def test_the_number_of_an_option_that_any_version_had_never_means_something_else(survey):
    survey = change(survey, without("big"))
    survey = change(survey, relabel_first("Not an issue"))
    with pytest.raises(ValidationError) as caught:
        change(survey, again("huge", "A huge issue"))
    assert caught.value.message_dict["sections"] == [
        "The number 4 stood for the answer 'A big issue' in version 1. "
        "Give 'A huge issue' another one, for example 5."
    ]


def test_points_of_scales_are_frozen_too(survey):
    def swap(data):
        points = data["scales"]["agree5"]
        points[0]["value"], points[4]["value"] = points[4]["value"], points[0]["value"]

    with pytest.raises(ValidationError, match="The number of the point 'Strongly agree' was 5"):
        change(survey, swap)


def test_a_removed_option_stays_readable_for_who_chose_it(client, survey, wave, begun, tmp_path, settings):
    """On the receipt, in the rows of the dataset, and in a release that newer answers share."""
    settings.DATASET_DIR = tmp_path
    old = actions.submit(response=ben.save(begun))
    survey = change(survey, without("big"))
    later = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    sections = ben.SECTIONS | {"start": ben.SECTIONS["start"] | {"issue": ["moderate"]}}
    for name in ben.ORDER:
        saved = actions.save_section(
            response=later, section=name, post=sections[name], revision=later.revision
        )
        assert saved.reading.errors == {}
        later = saved.response
    actions.submit(response=later)
    page = client.get(f"/answer/r/{old.code}/", follow=True).content.decode()
    assert page.count("A big issue") == 1
    rows = {
        queries.definition_of(survey.versions.get(pk=row["_version"])): row for row in queries.wave_rows(wave)
    }
    said = {
        next(o.label for o in d.question("issue").options if o.value == row["issue"])
        for d, row in rows.items()
    }
    assert said == {"A big issue", part(survey.to_instrument(), "issue", "options", "moderate")["label"]}
    from reports import actions as reports

    release = reports.build_release(wave=actions.close_wave(wave=wave))
    assert release.pk


def relabel_first(text):
    return lambda data: part(data, "issue")["options"][0].update(label=text)


def test_the_first_publication_makes_version_1(survey):
    version = survey.versions.get()
    assert (version.number, version.ruling) == (1, "First publication")
    assert version.data["instrument"]["id"] == "work_personal_online"
    assert queries.definition_of(version).title == survey.title


def test_publishing_without_a_change_makes_no_version(survey):
    survey.save_revision().publish()
    survey.save_revision().publish()
    assert survey.versions.count() == 1


def test_a_draft_makes_no_version(survey):
    data = survey.to_instrument()
    relabel("A huge issue")(data)
    survey.from_instrument(data)
    survey.save_revision()
    assert [v.number for v in survey.versions.all()] == [1]


def test_a_relabelled_option_makes_a_version_of_the_same_structure(survey, amira):
    survey = change(survey, relabel("A huge issue"), comparability="same", change_note="Clearer")
    new, old = survey.versions.all()
    assert (new.number, new.comparability, new.note) == (2, "same", "Clearer")
    assert new.structure_sha256 == old.structure_sha256
    assert new.content_sha256 != old.content_sha256


def test_a_new_option_changes_the_structure(survey):
    def add(data):
        part(data, "aware")["options"].append({"value": 5, "code": "expert", "label": "I wrote some of them"})

    survey = change(survey, add)
    new, old = survey.versions.all()
    assert new.structure_sha256 != old.structure_sha256
    assert (new.comparability, new.number) == ("wording", 2)


def test_the_version_list_says_who_what_and_how_many(survey, wave, amira, django_assert_num_queries):
    actions.start(survey=survey, submission_id=uuid4(), consent=True)

    def edit(data):
        relabel("A huge issue")(data)
        part(data, "aware")["options"].append({"value": 5, "code": "expert", "label": "I wrote some"})
        data["questions"] = [q for q in data["questions"] if q["id"] != "recommend"]

    data = survey.to_instrument()
    edit(data)
    survey.from_instrument(data)
    survey.save_revision(user=amira).publish()
    with django_assert_num_queries(1):
        new, old = queries.version_list(survey)
    assert (new.version.number, new.by, new.answers) == (2, "amira", 0)
    assert [change.sentence for change in new.changes.wordings] == [
        "Question 5 (issue), answer “A huge issue”, wording: “A big issue” became “A huge issue”."
    ]
    assert new.changes.structure == (
        "Question 19 (recommend) was removed.",
        "Question 17 (aware), answer “I wrote some” was added.",
    )
    assert new.summary == "1 wording and 2 changes of structure"
    assert (old.version.number, old.answers, old.summary) == (1, 1, "First publication")


def test_ben_finishes_on_his_version_while_amira_relabels(survey, wave, begun):
    response = ben.save(begun, "start", "circles")
    survey = change(survey, relabel("A huge issue"))
    newcomer = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    response = ben.save(queries.fresh(response), "boundaries", "disclosure", "about")
    done = actions.submit(response=response).response
    assert (done.version.number, newcomer.version.number) == (1, 2)
    assert queries.definition_of_response(done).question("issue").option("big").label == "A big issue"
    assert queries.definition_of_response(newcomer).question("issue").option("big").label == "A huge issue"
    assert done.answers["issue"] == "big"
    rows = list(queries.wave_rows(wave))
    assert [(row["issue"], row["_status"]) for row in rows] == [(4, "complete")]


def test_a_removed_question_stays_in_the_answers_of_who_had_it(survey, wave, begun):
    response = ben.save(begun, "start")
    change(
        survey, lambda data: data.update(questions=[q for q in data["questions"] if q["id"] != "recommend"])
    )
    response = ben.save(queries.fresh(response), *ben.ORDER[1:])
    assert actions.submit(response=response).response.answers["recommend"] == 9


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            lambda data: part(data, "issue").update(id="matter"),
            "The code of the question 'How much of an issue is it for you, personally, to keep work and "
            "personal life apart online?' was 'issue' when version 1 was published and can't change. "
            "Put 'issue' back; the wording is free to change.",
        ),
        (
            lambda data: part(data, "issue", "options", "big").update(code="large"),
            "The code of the answer 'A big issue' was 'big' when version 1 was published and can't change. "
            "Put 'big' back; the wording is free to change.",
        ),
        (
            lambda data: part(data, "issue", "options", "big").update(value=9),
            "The number of the answer 'A big issue' was 4 when version 1 was published and can't change.",
        ),
        (
            lambda data: part(data, "issue", "options", "big").update(uuid=str(uuid4())),
            "The code 'big' belonged to another answer when version 1 was published. "
            "Choose a new one, for example 'big_v2'.",
        ),
        (
            lambda data: part(data, "market").update(type="multi"),
            "The question 'market' was of another type when version 1 was published. "
            "Add a new question, for example 'market_v2'.",
        ),
        (
            lambda data: (
                data["sections"][0].update(id="begin")
                or [q.update(section="begin") for q in data["questions"] if q["section"] == "start"]
            ),
            "The code of the section 'You and your networks' was 'start' when version 1 was published "
            "and can't change. Put 'start' back; the wording is free to change.",
        ),
    ],
)
def test_codes_are_frozen_after_publication(survey, edit, sentence):
    data = survey.to_instrument()
    edit(data)
    survey.from_instrument(data)
    with pytest.raises(ValidationError) as caught:
        survey.full_clean()
    assert sentence in caught.value.message_dict["sections"]


def test_codes_are_free_before_publication(db, survey):
    QuestionnaireVersion.objects.all().delete()
    data = survey.to_instrument()
    part(data, "aware").update(id="knows")
    survey.from_instrument(data)
    survey.full_clean()


def test_the_survey_code_is_frozen_too(survey):
    survey.instrument_id = "another"
    with pytest.raises(ValidationError, match="The survey code was 'work_personal_online' in Version 1"):
        survey.full_clean()


def test_scheduled_publishing_compiles(survey):
    data = survey.to_instrument()
    relabel("A huge issue")(data)
    survey.from_instrument(data)
    survey.go_live_at = timezone.now() - timedelta(minutes=1)
    survey.save_revision(approved_go_live_at=survey.go_live_at)
    assert survey.versions.count() == 1
    call_command("publish_scheduled")
    assert survey.versions.count() == 2


def test_what_does_not_compile_leaves_the_version_in_force(survey, caplog):
    survey.rules = survey.rules.replace("min_valid: 4", "min_valid: four")
    with pytest.raises(InstrumentError):
        actions.publish_version(page=survey)
    survey.save_revision(clean=False).publish()
    assert survey.versions.count() == 1
    assert "does not compile" in caplog.text


def test_a_version_with_answers_cannot_be_deleted(begun):
    with pytest.raises(ProtectedError):
        begun.version.delete()


def test_old_revisions_may_be_purged(survey, begun):
    survey.save_revision().publish()
    call_command("purge_revisions", days=0, verbosity=0)
    assert queries.definition_of_response(queries.fresh(begun)).question("issue").number == "5"


def test_a_copied_page_keeps_its_uuids_and_has_no_versions_of_its_own_until_published(survey):
    copy = survey.copy(update_attrs={"slug": "second", "title": "Second"}, keep_live=False)
    first, second = survey.to_instrument(), copy.to_instrument()
    assert second["questions"] == first["questions"]
    assert copy.versions.count() == 0
