"""Numbers that can't be ids, in the filters above the admin's lists."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

LISTS = ("/admin/surveys/waves/", "/admin/surveys/versions/", "/admin/reports/releases/")
NUMBERS = ("9" * 40, "-" + "9" * 40, str(2**31), str(2**63), "9" * 5000, "0")


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(
        get_user_model().objects.create_superuser("bruno", "bruno@example.org", "keys-of-bruno-1")
    )
    return client


@pytest.mark.parametrize("address", LISTS)
def test_a_number_that_is_no_id_is_an_unknown_choice(admin: Client, address: str) -> None:
    for number in NUMBERS:
        for part in ("", "results/"):
            page = admin.get(address + part, {"survey": number})
            assert (number[:12], page.status_code) == (number[:12], 200)


def test_a_survey_that_is_there_still_filters(admin: Client, survey, wave) -> None:
    page = admin.get("/admin/surveys/waves/", {"survey": str(survey.pk)})
    assert "Spring" in page.content.decode()
