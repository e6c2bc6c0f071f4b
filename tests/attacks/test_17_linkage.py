"""Row 17: who knows in which order people came cannot say which answers are whose."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from reports import datasets as reports
from reports.dataset.queries import Joint
from surveys import actions, keys, queries
from surveys.actions import closing
from surveys.models import AskedOnce, Response, VerifiedAddress, Wave
from tests.attacks import linkage
from tests.attacks.linkage import BOUND, MARK, PEOPLE, number_in, rho
from tests.surveys import ben
from tests.surveys.answering.conftest import forms_of
from tests.surveys.invited import deliver
from website.core.backup import making

pytestmark = pytest.mark.django_db

ADDRESS = "198.51.100.77"
AGENT = "CanaryBrowser/7.1"
MAIL = "canary.ben@mail.example"


def close(wave: Any) -> None:
    actions.close_wave(wave=wave)
    assert actions.finish_wave(wave=wave) is not None


def said(what: str, without: float, with_control: float, capsys: Any, wins: float = 0.9) -> None:
    with capsys.disabled():
        print(f"\nrow 17, {what}: |rho| {without:.3f} without, {with_control:.3f} with, {PEOPLE} people")
    assert without > wins, "The attacker has to win first."
    assert with_control < BOUND


def test_a_closed_wave_lies_in_no_order(wave, capsys):
    """Rows, columns, and forms answered in articles, whose hash is made of the response's submission id."""
    came = linkage.arrive(wave)
    hashes = {keys.digest("inline", str(r.submission_id)): n for n, r in enumerate(came)}
    AskedOnce.objects.bulk_create(AskedOnce(key_hash=key, day="2026-05-01") for key in hashes)

    def forms() -> float:
        by = "rowid" if connection.vendor == "sqlite" else "ctid"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key_hash FROM surveys_askedonce ORDER BY {by}")  # noqa: S608  # a constant
            return rho([hashes[key] for (key,) in cursor.fetchall()])

    rows_before, forms_before = rho(linkage.as_they_lie()), forms()
    close(wave)
    said("rows as they lie", rows_before, rho(linkage.as_they_lie()), capsys)
    said("forms in articles", forms_before, forms(), capsys)
    names = [field.attname for field in Response._meta.concrete_fields if field.name != "answers"]
    worst = max((rho(linkage.by_column(name)), name) for name in names)
    # Without the control: numbers that count, as most tables have them for ids.
    said(f"ids and columns, worst {worst[1]}", rho(list(range(PEOPLE))), worst[0], capsys)


def test_rows_leave_an_open_wave_in_no_order(wave, capsys):
    linkage.arrive(wave)

    leaving = [number_in(row["story"]) for row in queries.wave_rows(wave)]
    said("rows that leave", rho(linkage.as_they_lie()), rho(leaving), capsys)


def test_a_dataset_holds_no_order(wave, settings, tmp_path, capsys):
    settings.VAR = tmp_path
    linkage.arrive(wave)
    parts = reports.build_dataset(wave=wave)
    assert reports.count(wave=wave, queries=[Joint(())])[Joint(())] == PEOPLE
    [part] = parts
    years = [int(value) for value in part.values("years")]
    said("dataset", rho(linkage.as_they_lie()), rho(years), capsys)


@pytest.mark.django_db(transaction=True)
def test_the_database_file_holds_no_order(wave, capsys):
    """The bytes themselves: pages, freed pages and journal. PostgreSQL keeps its files to itself."""
    if connection.vendor != "sqlite":
        return
    file = Path(connection.settings_dict["NAME"])

    def in_the_file() -> list[int]:
        stored = file.read_bytes() + Path(f"{file}-wal").read_bytes()
        return [
            number_in(part) for part in (MARK + each for each in stored.decode("latin-1").split(MARK)[1:])
        ]

    linkage.arrive(wave)
    closing._empty_journal()
    without = rho(in_the_file())
    close(wave)
    left = in_the_file()
    assert sorted(set(left)) == list(range(PEOPLE))
    assert len(left) == PEOPLE, "An older copy of a row is still there."
    said("bytes of the file", without, rho(left), capsys, wins=0.5)


def test_nothing_of_a_visitor_is_stored(client, wave):
    """One person with canaries in every header answers; then every row of every table is searched."""

    def found(canaries: tuple[str, ...]) -> list[str]:
        return [
            f"{model._meta.label}: {canary}"
            for model in apps.get_models()
            for row in model._default_manager.values_list()
            for canary in canaries
            if canary in str(row)
        ]

    headers = {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "HTTP_USER_AGENT": f"{AGENT} {MAIL}",
        "HTTP_REFERER": f"https://mail.example/?from={MAIL}",
    }
    page = client.get(wave.survey.url, **headers)
    form = next(form for action, form in forms_of(page).items() if action.endswith("/start/"))
    assert client.post(form.action, form.post(consent="yes"), **headers).status_code == 302
    response = Response.objects.get()
    ben.save(response)
    close(wave)
    canaries = (ADDRESS, AGENT, MAIL)
    assert found(canaries) == []
    # Without the control: what a log of requests in the database would hold.
    VerifiedAddress.objects.create(wave=wave, address_hash=MAIL, key_version=1)
    assert found(canaries) == ["surveys.VerifiedAddress: canary.ben@mail.example"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_nothing_of_a_verified_visitor_leaves(client, wave, mailoutbox, settings, tmp_path, closed):
    """Everything that leaves, byte by byte: dataset, analyst's file, and the backup with the whole database.

    The address is in the one mail that its holder asked for, and when that has left it is nowhere here.
    """
    settings.VAR, settings.DATASET_ROOT = tmp_path, tmp_path / "datasets"
    settings.MEDIA_ROOT = tmp_path / "media"
    Wave.objects.update(entry=Wave.Entry.VERIFIED)
    headers = {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "HTTP_USER_AGENT": f"{AGENT} {MAIL}",
        "HTTP_REFERER": f"https://mail.example/?from={MAIL}",
    }

    def press(path: str, ending: str, **fields: str) -> Any:
        form = next(
            f for action, f in forms_of(client.get(path, **headers)).items() if action.endswith(ending)
        )
        return client.post(form.action, form.post(**fields), **headers)

    press(wave.survey.url, "/verify/", address=MAIL)
    deliver()
    [mail] = mailoutbox
    assert mail.to == [MAIL]
    confirm = re.findall(r"http://testserver(/mail/confirm/\w+/)", mail.body)[0]
    entered = client.post(confirm, **headers)
    assert press(entered["Location"], "/start/", consent="yes").status_code == 302
    ben.save(Response.objects.get())
    assert Response.objects.get().tier == "verified"
    if closed:
        close(wave)

    def leaving() -> list[bytes]:
        reports.build_dataset(wave=wave)
        export = actions.export_responses(wave=wave, format="csv", reason="A test", by=None)
        with zipfile.ZipFile(io.BytesIO(b"".join(export.content))) as archive:
            files = [archive.read(name) for name in archive.namelist()]
        made = making.make(tmp_path / "backups")
        folders = (settings.DATASET_ROOT, made)
        return files + [path.read_bytes() for root in folders for path in root.rglob("*") if path.is_file()]

    canaries = [text.encode() for text in (ADDRESS, AGENT, MAIL)]
    assert [canary for canary in canaries for part in leaving() if canary in part] == []
    # Without the control: an address beside the answers.
    Response.objects.update(source=MAIL[:20])
    assert any(MAIL[:20].encode() in part for part in leaving())
