"""From sixty people's answers to public numbers: hand counts, frozen rows, the clock, and who reads what."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import actions, building, datasets, queries
from reports import clock as reports_clock
from reports.dataset import store
from reports.dataset.columns import STATUS
from reports.dataset.queries import Everyone, Joint
from reports.models import Release, ReleaseFrozen
from reports.release_text import ReleaseDamaged, parse, sha256
from surveys import actions as surveys
from surveys.models import Response
from website.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_segments")]


def cells(row):
    return {cell.code: cell.count for cell in row.cells}


def everyone(doc, item):
    return doc.item(item).topline.groups[0].rows[0]


def test_first_figures_equal_a_hand_count(wave):
    """60 asked: 18 big, 14 small, 12 no issue, 3 moderate, 4 not sure, 9 blank. 60 is a multiple of 5: counts
    to the next 5.
    """
    doc = parse(*Release.objects.values_list("artefact", "sha256").get(pk=actions.release_wave(wave=wave).pk))
    issue = everyone(doc, "issue")
    assert (issue.status, issue.base, issue.valid) == ("shown", 60, 45)
    assert cells(issue) == {"non_issue": 10, "small": 15, "moderate": 5, "big": 20, "not_sure": 5, "-2": 10}
    assert [cell.share for cell in issue.cells] == [10 / 60, 15 / 60, 5 / 60, 20 / 60, 5 / 60, 10 / 60]
    platforms = everyone(doc, "platforms")
    assert {code: n for code, n in cells(platforms).items() if n} == {
        "linkedin": 40,
        "instagram": 30,
        "none": 5,
        "-2": 5,
    }
    assert cells(everyone(doc, "work_status")) == {
        "inhouse": 25,
        "agency": 20,
        "self": 15,
        "between": 0,
        "student": 0,
        "outside": 0,
        "-2": 0,
    }
    assert (doc.dispositions.complete, doc.dispositions.partial, doc.dispositions.screened_out) == (
        None,
        60,
        10,
    )
    assert doc.analysis_n == 60


def test_one_banner_equals_a_hand_count(wave):
    """Valid answers: 32 employed (18 big, 14 small: nobody says 'not an issue', so it is not printed) and 15
    self-employed.
    """
    doc = queries.latest_release("survey") if actions.release_wave(wave=wave) else None
    groups = doc.item("issue").banners["solo"].groups
    assert [(g.code, g.rows[0].status, g.rows[0].base, g.rows[0].cells) for g in groups] == [
        ("employed", "few", 30, ()),
        ("self", "few", 15, ()),
    ]
    agree = [
        (g.code, g.rows[0].status, g.rows[0].base) for g in doc.item("seg").banners["work_status"].groups
    ]
    assert agree == [
        ("inhouse", "few", 25),
        ("agency", "few", 20),
        ("self", "few", 15),
        ("between", "hidden", None),
        ("student", "hidden", None),
        ("outside", "hidden", None),
    ]


@pytest.mark.parametrize("demo", [False], indirect=True)
def test_real_people_are_compared_by_group_too(wave):
    actions.release_wave(wave=wave)
    doc = queries.latest_release("survey")
    assert (doc.is_demo, len(doc.segments), "solo" in doc.item("issue").banners) == (False, 2, True)


def test_an_open_wave_is_not_released(open_wave):
    with pytest.raises(actions.ReleaseRefused, match="is not closed yet"):
        actions.release_wave(wave=open_wave)
    assert Release.objects.count() == 0


def test_a_release_is_frozen(wave):
    release = actions.release_wave(wave=wave)
    release.artefact = "{}"
    with pytest.raises(ReleaseFrozen):
        release.save()
    with pytest.raises(ReleaseFrozen):
        Release.objects.update(artefact="{}")
    with pytest.raises(ReleaseFrozen):
        Release.objects.bulk_update([release], ["artefact"])
    assert sha256(Release.objects.get().artefact) == release.sha256


def test_releasing_again_makes_a_new_number_and_keeps_the_old(wave):
    first, second = actions.release_wave(wave=wave), actions.release_wave(wave=wave)
    assert [first.number, second.number] == [1, 2]
    assert actions.release_wave(wave=wave, number=1).pk == first.pk
    assert Release.objects.count() == 2
    assert queries.latest_release("survey").release.number == 2


def test_a_changed_text_is_never_read(wave):
    release = actions.release_wave(wave=wave)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_release SET artefact = REPLACE(artefact, %s, %s) WHERE id = %s",
            ['"count":20', '"count":25', release.pk],
        )
    queries._parsed.cache_clear()
    with pytest.raises(ReleaseDamaged, match="does not match its SHA-256"):
        queries.latest_release("survey")


def test_public_reads_never_touch_a_response(wave, client):
    actions.release_wave(wave=wave)
    queries._parsed.cache_clear()
    addresses = [
        "/results/",
        "/results/survey/wave-1/",
        "/results/survey/wave-1/issue/",
        "/results/survey/wave-1/issue/by/solo/",
        "/results/survey/wave-1/issue/chart.svg",
        "/results/survey/wave-1/issue/table.csv",
        "/results/survey/wave-1/issue/chart.json",
        "/results/survey/wave-1/release.json",
    ]
    with CaptureQueriesContext(connection) as captured:
        read = [
            queries.latest_release("survey"),
            queries.release("survey", 1),
            queries.newest_release(),
            queries.released_waves("survey"),
        ]
        statuses = {address: client.get(address).status_code for address in addresses}
    assert None not in read
    assert statuses == dict.fromkeys(addresses, 200)
    assert [query["sql"] for query in captured if "surveys_response" in query["sql"]] == []


def test_reading_a_release_costs_one_query_once_it_is_parsed(wave, django_assert_num_queries):
    actions.release_wave(wave=wave)
    queries.latest_release("survey")
    with django_assert_num_queries(1):
        queries.latest_release("survey")


def test_nothing_of_an_unpublished_survey(wave, survey):
    actions.release_wave(wave=wave)
    survey.unpublish()
    assert queries.latest_release("survey") is None
    assert queries.release("survey", 1) is None
    assert queries.newest_release() is None
    assert queries.released_waves("survey") == []


def test_unknown_surveys_and_waves(wave):
    actions.release_wave(wave=wave)
    assert queries.latest_release("other") is None
    assert queries.release("survey", 2) is None


def test_the_clock_releases_a_closed_wave_once(wave):
    task = clock.tasks()["surveys.waves_released"]
    assert task() == "Released Release 1 of wave 1."
    assert task() is None
    assert Release.objects.count() == 1
    names = list(clock.tasks())
    assert names.index("surveys.waves") < names.index("surveys.waves_released")


def test_the_clock_leaves_open_waves_alone(open_wave):
    assert clock.tasks()["surveys.waves_released"]() is None


def test_the_command(wave, capsys):
    call_command("release", "survey", "1")
    release = Release.objects.get()
    assert capsys.readouterr().out == f"Release 1 of wave 1 is public. SHA-256 {release.sha256}\n"


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("other", "1"), "There is no published survey with the slug 'other'."),
        (("survey", "7"), "has no wave 7."),
        (("survey", "1"), "is not closed yet"),
    ],
)
def test_the_command_says_what_is_wrong(open_wave, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("release", *arguments)


def test_the_dataset_keeps_no_answer_text_and_no_key(wave, settings):
    """What stands on disk while a release is built, and the dataset: no id, no receipt, no resume hash."""
    datasets.build_dataset(wave=wave)
    building._make(building.ask(wave=wave), lambda *said: None)
    stored = b"".join(path.read_bytes() for path in settings.VAR.rglob("*") if path.is_file())
    assert len(list(settings.VAR.glob("datasets/*/release-*/members"))) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, submission_id, resume_hash FROM surveys_response")
        secrets = [str(value).encode() for row in cursor.fetchall() for value in row]
    assert len(secrets) == 213
    assert [secret for secret in secrets if secret in stored] == []


@pytest.mark.parametrize("harm", ["never built", "changed", "another questionnaire"])
def test_a_damaged_dataset_is_built_again(wave, harm):
    query = Joint(("issue",))
    if harm != "never built":
        part = datasets.build_dataset(wave=wave)[0]
        target = part.folder / ("issue.levels.bin" if harm == "changed" else "manifest.json")
        first, *others = target.read_bytes().replace(b"wave", b"wawe")
        target.write_bytes(bytes([first ^ (harm == "changed"), *others]))
    assert datasets.count(wave=wave, queries=[query])[query].tolist() == [0, 12, 14, 3, 18, 0, 0, 4, 0, 9, 0]
    current = store.open_parts(datasets.dataset_folder(wave))
    assert [p.folder.parent.name for p in current] == [
        p.name for p in datasets.dataset_folder(wave).glob("build-*")
    ]


def test_an_undamaged_dataset_is_used_as_it_is(wave, monkeypatch):
    datasets.build_dataset(wave=wave)
    monkeypatch.setattr(datasets, "build_dataset", lambda **kwargs: pytest.fail("it was built again"))
    query = Joint(("issue",))
    assert int(datasets.count(wave=wave, queries=[query])[query].sum()) == 60


def test_the_clock_takes_a_withdrawn_response_out_of_the_dataset(wave):
    dispositions = Everyone(STATUS)
    before = datasets.count(wave=wave, queries=[dispositions])[dispositions].sum()
    assert reports_clock.forget_withdrawn() is None
    assert datasets.dataset_folder(wave).exists()
    surveys.withdraw(response=Response.objects.filter(wave=wave, status="partial").first())
    assert reports_clock.forget_withdrawn() == "Datasets rewritten because answers were withdrawn: 1."
    assert sum(part.rows for part in store.open_parts(datasets.dataset_folder(wave))) == before - 1
    assert reports_clock.forget_withdrawn() is None
    assert datasets.count(wave=wave, queries=[dispositions])[dispositions].sum() == before - 1


def test_a_dataset_from_before_a_withdrawal_is_not_counted(wave):
    dispositions = Everyone(STATUS)
    before = datasets.count(wave=wave, queries=[dispositions])[dispositions].sum()
    surveys.withdraw(response=Response.objects.filter(wave=wave, status="partial").first())
    assert datasets.count(wave=wave, queries=[dispositions])[dispositions].sum() == before - 1
