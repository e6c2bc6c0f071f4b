"""A dataset follows its responses: what came, changed or went is seen whatever the order, and nothing else is
read.
"""

import random

import numpy as np
import pytest

from reports import datasets, pooling
from reports.dataset import store
from reports.dataset.counting import Slice
from reports.dataset.errors import DatasetDamaged
from reports.dataset.partials import PARTIALS
from reports.dataset.queries import Everyone, Joint, Moments
from reports.dataset.scan import scan
from reports.release.assembly import silent
from reports.release.snapshot import take
from surveys import actions
from surveys import queries as surveys
from surveys.models import Response
from tests.attacks.sizes import size
from tests.reports.dataset import waves
from tests.reports.dataset.waves import QUERIES, arrive, new_wave, small_survey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _datasets_of_its_own(settings, tmp_path):
    settings.VAR = tmp_path
    PARTIALS.clear()


@pytest.fixture
def wave(db):
    return new_wave(small_survey())


def answers(wave):
    return {query: answer.tolist() for query, answer in datasets.count(wave=wave, queries=QUERIES).items()}


def anew(wave, settings, tmp_path):
    """The same from a dataset that is built from nothing, elsewhere."""
    here = settings.VAR
    settings.VAR = tmp_path / "anew"
    try:
        datasets.build_dataset(wave=wave)
        return answers(wave)
    finally:
        settings.VAR = here


def same(some, others):
    assert some.keys() == others.keys()
    for query, answer in some.items():
        np.testing.assert_allclose(answer, others[query], rtol=1e-12, err_msg=str(query))


def names(wave):
    return {part.name for part in store.open_parts(datasets.dataset_folder(wave))}


def test_whatever_happens_it_equals_one_built_from_nothing(wave, settings, tmp_path, monkeypatch):
    """Steps of arrival, amendment, withdrawal, flags and compaction, in several parts."""
    monkeypatch.setattr(store, "PART_ROWS", 128)
    monkeypatch.setattr("reports.dataset.build.TAIL_SHARE", 0.3)
    arrive(wave, 200)
    datasets.build_dataset(wave=wave)
    rng = random.Random(7)
    for step in range(size(15, 200)):
        some = list(Response.objects.filter(wave=wave).order_by("submission_id"))
        picked = rng.sample(some, rng.randrange(4))
        match rng.choice(("arrive", "amend", "withdraw", "flag", "compact")):
            case "arrive":
                arrive(wave, rng.randrange(20), seed=step)
            case "amend":
                for response in picked:
                    response.answers, response.revision = waves.answers(rng), response.revision + 1
                    response.save()
            case "withdraw":
                for response in picked:
                    actions.withdraw(response=response)
            case "flag":
                Response.objects.filter(pk__in=[r.pk for r in picked]).update(flags=["speeder"])
            case _:
                datasets.refresh_dataset(wave=wave, compact=True)
        datasets.refresh_dataset(wave=wave)
        rows = surveys.rows_of_wave(wave)
        assert (
            int(datasets.count(wave=wave, queries=[Everyone("_status")])[Everyone("_status")].sum()) == rows
        )
        if step % 5 == 4:
            same(answers(wave), anew(wave, settings, tmp_path))
    info = datasets.dataset_info(wave=wave)
    assert (info.rows, info.behind) == (surveys.rows_of_wave(wave), 0)


def test_an_append_writes_a_tail_and_counts_only_that(wave, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("reports.dataset.build.TAIL_SHARE", 0.1)
    arrive(wave, 300)
    datasets.build_dataset(wave=wave)
    answers(wave)
    [body] = names(wave)
    arrive(wave, 20, seed=1)
    datasets.refresh_dataset(wave=wave)
    assert body in names(wave)
    [tail] = names(wave) - {body}
    counted = []
    answer = Slice.answer
    monkeypatch.setattr(
        Slice, "answer", lambda self, query: counted.append(self.part.name) or answer(self, query)
    )
    found = answers(wave)
    assert set(counted) == {tail}
    monkeypatch.undo()
    settings.VAR = tmp_path
    same(found, anew(wave, settings, tmp_path))


def test_a_tail_that_would_tell_who_came_last_is_mixed_in(wave):
    arrive(wave, 300)
    datasets.build_dataset(wave=wave)
    [body] = names(wave)
    arrive(wave, 1, seed=1)
    datasets.refresh_dataset(wave=wave)
    assert body not in names(wave)
    assert len(names(wave)) == 1


def test_what_commits_late_is_not_missed(wave):
    """Of two rows the later one is seen first, as when transactions end in another order than they began.
    A cursor on ids or times would have gone past the other.
    """
    early, late = sorted(arrive(wave, 2), key=lambda response: response.pk)
    Response.objects.filter(pk=early.pk).delete()
    datasets.build_dataset(wave=wave)
    Response.objects.bulk_create([early])
    # Without the control: what a cursor finds beyond the last row it saw.
    assert not Response.objects.filter(pk__gt=late.pk).exists()
    datasets.refresh_dataset(wave=wave)
    assert int(datasets.count(wave=wave, queries=[Everyone("_status")])[Everyone("_status")].sum()) == 2


def test_a_withdrawn_row_is_masked_at_once_and_its_bytes_go(wave, monkeypatch):
    people = arrive(wave, 300)
    Response.objects.filter(pk=people[0].pk).update(
        answers={"work_status": "self", "years": 59}, status="complete"
    )
    Response.objects.exclude(pk=people[0].pk).update(answers={"work_status": "self", "years": 3})
    datasets.build_dataset(wave=wave)
    stored = store.open_parts(datasets.dataset_folder(wave))
    assert sum((part.values("years") == 59).sum() for part in stored) == 1
    actions.withdraw(response=Response.objects.get(pk=people[0].pk))
    query = Joint(("years_band",))
    total = Response.objects.exclude(status="screened_out").count()
    assert datasets.count(wave=wave, queries=[query])[query].sum() == total
    # Masked only: the bytes are there for half a day, for the clock to take away.
    [part] = store.open_parts(datasets.dataset_folder(wave))
    assert (part.gone != "", (part.values("years") == 59).sum()) == (True, 1)
    assert datasets.forget_withdrawn() == []
    monkeypatch.setattr(datasets, "MASKED_SECONDS", 0)
    assert datasets.forget_withdrawn() == [datasets.dataset_folder(wave)]
    held = store.open_parts(datasets.dataset_folder(wave))
    assert [(part.gone, (part.values("years") == 59).sum()) for part in held] == [("", 0)]
    files = list(datasets.dataset_folder(wave).rglob("years.bin"))
    assert len(files) == 1
    assert datasets.forget_withdrawn() == []


def test_no_id_or_key_is_in_the_files(wave):
    people = arrive(wave, 50)
    datasets.build_dataset(wave=wave)
    files = b"".join(file.read_bytes() for file in datasets.dataset_folder(wave).rglob("*") if file.is_file())
    for person in people:
        for secret in (person.pk, person.submission_id):
            assert secret.bytes not in files
            assert secret.hex.encode() not in files
    marks = store.open_parts(datasets.dataset_folder(wave))[0].marks()
    assert len(set(marks.tolist())) == 50


def test_other_keys_make_it_anew(wave, settings):
    arrive(wave, 20)
    datasets.build_dataset(wave=wave)
    before = answers(wave)
    settings.PRIVATE_LINK_KEYS = {**settings.PRIVATE_LINK_KEYS, "99": "another key, of later" * 3}
    assert datasets.dataset_info(wave=wave).behind == 20
    datasets.refresh_dataset(wave=wave)
    same(answers(wave), before)
    assert datasets.dataset_info(wave=wave).rows == 20


def test_the_clock_brings_on_what_moved(wave):
    assert datasets.refresh_datasets() == []
    arrive(wave, 20)
    datasets.build_dataset(wave=wave)
    assert datasets.refresh_datasets() == []
    arrive(wave, 5, seed=1)
    assert datasets.refresh_datasets() == [wave]
    assert datasets.refresh_datasets() == []
    assert datasets.dataset_info(wave=wave).rows == 25


def test_many_parts_hold_no_order_either(wave, monkeypatch):
    """The table gives rows in their order of arrival; parts that were filled in that order would show it."""
    monkeypatch.setattr(store, "PART_ROWS", 150)
    monkeypatch.setattr("reports.dataset.build.BLOCK_ROWS", 50)
    monkeypatch.setattr("reports.dataset.saved.BLOCK_ROWS", 50)
    people = arrive(wave, 400)
    for place, person in enumerate(people):
        person.answers = {**person.answers, "years": place * 61 // 400}
    Response.objects.bulk_update(people, ["answers"])
    parts = datasets.build_dataset(wave=wave)
    years = np.concatenate([part.values("years") for part in parts])
    assert len(parts) == 3
    assert abs(np.corrcoef(np.argsort(np.argsort(years)), np.arange(400))[0, 1]) < 0.2


def test_damage_is_mended_and_verified(wave):
    arrive(wave, 30)
    parts = datasets.build_dataset(wave=wave)
    before = answers(wave)
    assert datasets.verify_dataset(wave=wave)
    PARTIALS.clear()
    target = parts[0].folder / "issue.levels.bin"
    target.write_bytes(bytes(len(target.read_bytes())))
    with pytest.raises(DatasetDamaged):
        datasets.verify_dataset(wave=wave)
    with pytest.raises(DatasetDamaged):
        scan(store.open_parts(datasets.dataset_folder(wave)), QUERIES)
    same(answers(wave), before)
    assert datasets.verify_dataset(wave=wave)


@pytest.mark.parametrize(("ruling", "pooled"), [("same", True), ("wording", True), ("not_comparable", False)])
def test_versions_pool_as_the_editors_ruled(wave, ruling, pooled):
    """A version that nobody answered may be the one that breaks; 31 people answer the question before, 17
    after.
    """
    arrive(wave, 31)
    waves.publish(wave.survey, {"role": "Which area takes up most of your day?"}, ruling)
    waves.publish(wave.survey, {"years": "How many years have you worked in marketing?"}, "same")
    arrive(wave, 17)
    Response.objects.update(status="complete", answers={"role": "social", "years": 3, "issue": "big"})
    datasets.build_dataset(wave=wave)
    role, years, issue = (Joint((name,)) for name in ("role", "years_band", "issue"))
    found = datasets.count(wave=wave, queries=[role, years, issue])
    assert int(found[role][1]) == (48 if pooled else 17)
    assert int(found[role][-1]) == (0 if pooled else 31)
    assert (int(found[years][1]), int(found[issue][4])) == (48, 48)


def test_what_rests_on_another_question_does_not_pool(wave):
    arrive(wave, 31)
    waves.publish(wave.survey, {"seg": "Do you agree?", "years": "Years in marketing?"}, "not_comparable")
    arrive(wave, 17)
    seg = {f"s{n}": "agree" for n in range(1, 7)}
    Response.objects.update(status="complete", answers={"work_status": "self", "seg": seg, "years": 3})
    datasets.build_dataset(wave=wave)
    index, band, scored, solo = (
        Moments("segmentation_index"),
        Joint(("years_band",)),
        Joint(("segmentation_band",)),
        Joint(("solo",)),
    )
    found = datasets.count(wave=wave, queries=[index, band, scored, solo])
    assert [found[index][0, 0], found[band][:-6].sum(), found[scored][:-6].sum()] == [17, 17, 17]
    assert found[solo][1] == 48


def test_a_release_pools_the_same(wave):
    arrive(wave, 31)
    waves.publish(wave.survey, {"role": "Which area takes up most of your day?"}, "not_comparable")
    arrive(wave, 17)
    versions = {v.pk: surveys.definition_of(v) for v in surveys.wave_versions(wave)}
    parts = take(
        folder=datasets.dataset_folder(wave) / "release",
        rows=surveys.released_rows(wave, key_version=1),
        definitions=versions,
        apart=pooling.apart(wave),
        about={"made": "for a release"},
        total=48,
        tell=silent,
    ).parts
    datasets.build_dataset(wave=wave)
    found = {query: answer.tolist() for query, answer in scan(parts, QUERIES).items()}
    same(found, answers(wave))
    role = Joint(("role",))
    assert int(scan(parts, [role])[role][-1]) > 0
