"""Milestones: which tables may be published anew, from the rule to sixty people who change their answers."""

from dataclasses import replace

import pytest

from reports import actions, building, queries
from reports.disclosure.renewal import may_renew
from reports.models import Basis, Build, Release
from reports.release import milestones
from reports.release.milestones import Earlier, Record
from surveys import actions as surveys
from surveys.models import Response
from tests.reports.factory import release_document
from tests.reports.release.conftest import answer, copied, write_methods


@pytest.mark.parametrize(
    "changed, renewed",
    [((), True), ((0, 0), True), ((10, 0, 250), True), ((9,), False), ((1, 100), False)],
)
def test_none_or_at_least_ten(changed, renewed):
    assert may_renew(changed) is renewed


@pytest.mark.parametrize(
    "completes, released, due",
    [
        (99, 0, None),
        (100, 0, 100),
        (249, 100, None),
        (260, 100, 250),
        (1_000, 250, 1_000),
        (7_000, 1_000, 5_000),
        (10_000, 5_000, 10_000),
        (24_999, 10_000, None),
    ],
)
def test_which_milestone_is_due(completes, released, due):
    assert milestones.due(completes, released) == due


def test_changes_are_those_who_came_or_went():
    now, before = {"a/": (30, 28, 30), "b/": (12, 12, 12)}, {"a/": (25, 25, 25), "c/": (10, 10, 10)}
    unchanged = {"a/": (20, 20, 20)}
    assert sorted(milestones.changes(now, unchanged, before)) == [8, 10, 10, 10, 10, 10, 12, 12, 12]
    with pytest.raises(ValueError, match="unchanged"):
        milestones.changes(now, {"a/": (26, 26, 26)}, before)


def seen(number, bases, unchanged=None, room=None, since="", stands=True):
    """An earlier release with one table, of `issue`."""
    doc = release_document()
    item = doc.item("issue")
    item = replace(item, topline=replace(item.topline, since=since), banners={})
    doc = replace(doc, items=(item,), release=replace(doc.release, number=number))
    record = None if bases is None else Record({"issue": {"": bases}}, {"issue": {"": room} if room else {}})
    return Earlier(doc, stands, record, {"issue": {"": unchanged or {}}})


def rule(now, *past):
    return milestones.ruling("issue", "", now, past)


def all_of(n):
    return {"all/": (n, n, n)}


def test_every_version_that_readers_have_is_compared():
    """Ten came and nine of them went again: beside the last version ten changed, beside the first one did."""
    first, second = seen(1, all_of(100), all_of(99)), seen(2, all_of(110), all_of(100))
    assert rule(all_of(101), second).renew
    assert not rule(all_of(101), first, second).renew


def test_a_version_of_which_nothing_is_kept_stops_a_table_unless_a_later_one_was_compared():
    forgotten = seen(1, None)
    assert not rule(all_of(200), forgotten).renew
    assert rule(all_of(200), forgotten, seen(2, all_of(150), all_of(150))).renew
    assert rule(all_of(200), forgotten, seen(2, all_of(150), all_of(150), room=60)).renew
    assert not rule(all_of(200), forgotten, seen(2, all_of(150), all_of(150), room=59)).renew
    assert rule(all_of(150), forgotten, seen(2, all_of(150), all_of(150), room=10)).renew


def test_what_is_not_renewed_stays_with_its_date_or_goes_if_it_was_revoked():
    old = seen(1, all_of(100))
    item = replace(old.doc.item("issue"), topline=None)
    stays = milestones.merged(item, {"": ["all"]}, [old])
    assert stays.topline == replace(old.doc.item("issue").topline, since=old.doc.release.date)
    gone = milestones.merged(item, {"": ["all"]}, [replace(old, stands=False)])
    assert (gone.topline, gone.reason) == (None, milestones.GONE)


# With a database ------------------------------------------------------------------------------------------


def publish(wave):
    """What the clock does at a milestone."""
    return actions.publish_release(release=actions.build_release(wave=wave, milestone=100))


def since(wave, item="issue", banner="solo"):
    found = queries.release("survey", wave.number).item(item)
    return found.topline.since, found.banners[banner].since


def more(survey, count, status="inhouse"):
    start = {"work_status": [status], "platforms": ["linkedin"], "issue": ["big"]}
    Response.objects.bulk_create(
        copied(answer(survey, {"start": start, "boundaries": {"seg__s1": ["agree"]}}), count - 1)
    )


@pytest.fixture
def released(open_wave):
    """An open wave with one public milestone."""
    write_methods(open_wave)
    publish(open_wave)
    return open_wave


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_nine_more_people_change_no_table_and_ten_do(survey, released):
    first = queries.release("survey", 1)
    more(survey, 9)
    publish(released)
    assert since(released) == (first.release.date, first.release.date)
    assert queries.release("survey", 1).item("issue").topline.groups == first.item("issue").topline.groups
    more(survey, 1)
    publish(released)
    # Ten more employed people, and nobody self-employed.
    assert since(released) == ("", "")
    assert queries.release("survey", 1).item("issue").topline.groups[0].rows[0].base == 70


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_a_group_with_one_new_person_keeps_its_table_only(survey, released):
    day = queries.release("survey", 1).release.date
    more(survey, 12)
    more(survey, 1, status="self")
    publish(released)
    assert since(released) == ("", day)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_who_takes_back_or_saves_again_counts_as_changed(survey, released):
    """Twelve came; three employed people went or changed something: still at least ten of each."""
    big = list(Response.objects.filter(answers__issue="big")[:3])
    more(survey, 12)
    surveys.withdraw(response=big[0])
    Response.objects.filter(pk__in=[each.pk for each in big[1:]]).update(revision=99)
    publish(released)
    assert since(released) == ("", "")
    Response.objects.filter(pk=big[1].pk).update(revision=100)
    publish(released)
    assert "" not in since(released)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_a_draft_is_compared_with_nothing_and_gives_way(survey, released):
    """Only what readers have seen can be subtracted."""
    more(survey, 12)
    draft = actions.build_release(wave=released, milestone=250)
    more(survey, 1)
    again = actions.build_release(wave=released, milestone=250)
    assert (draft.number, again.number, Release.objects.filter(state="built").count()) == (2, 2, 1)
    actions.publish_release(release=again)
    assert since(released) == ("", "")


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_closing_obeys_too_and_forgets_who_was_there_at_milestones(survey, released):
    more(survey, 3)
    closed = surveys.close_wave(wave=released)
    assert [str(each) for each in actions.release_closed_waves()] == ["Release 2 of wave 1"]
    assert "" not in since(closed)
    assert [basis.release.number for basis in Basis.objects.all()] == [2]
    # Its rows lie under new ids now, and are known all the same.
    people = Basis.objects.get()
    assert len(people.members) == 8 * 63
    actions.release_wave(wave=closed)
    assert "" not in since(closed)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_other_keys_renew_nothing(survey, released, settings):
    """Marks of two keys can't be compared, so nobody could say how many changed."""
    more(survey, 30)
    settings.PRIVATE_LINK_KEYS = {2: "another"}
    publish(released)
    assert "" not in since(released)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_the_clock_releases_at_a_milestone_once_where_survey_and_wave_let_it(survey, open_wave, monkeypatch):
    write_methods(open_wave)
    Response.objects.filter(status="partial").update(status="complete")
    more(survey, 40)
    Response.objects.filter(status="partial").update(status="complete")
    assert actions.release_milestones() == []
    open_wave.release_while_open = True
    open_wave.save()
    assert [(each.kind, each.milestone) for each in actions.release_milestones()] == [("milestone", 100)]
    assert actions.release_milestones() == []
    assert queries.release("survey", 1).release.kind == "milestone"


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
def test_a_build_that_was_stopped_goes_on_with_the_same_people(survey, open_wave, monkeypatch):
    """What was ready is not made again, and who came meanwhile is not in it."""
    from reports.release import assembly

    write_methods(open_wave)
    closed = surveys.close_wave(wave=open_wave)
    build = building.ask(wave=closed)
    protect, made = assembly.protect, []

    def stopped(exact, earlier):
        made.append(exact.item.id)
        if len(made) == 5:
            raise KeyboardInterrupt
        return protect(exact, earlier)

    monkeypatch.setattr(assembly, "protect", stopped)
    with pytest.raises(KeyboardInterrupt):
        building.run(build=build)
    assert building.run(build=build) is None
    Build.objects.update(held_until="2020-01-01T00:00:00Z")
    assert [str(each) for each in actions.finish_builds()] == ["Release 1 of wave 1"]
    assert made.count(made[0]) == 1
    assert made.count(made[4]) == 2
    build.refresh_from_db()
    assert (build.status, Release.objects.get().state) == ("done", "built")
    assert not building._folder(build).exists()
