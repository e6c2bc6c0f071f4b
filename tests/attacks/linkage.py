"""How the attack on row 17 makes a wave whose order of arrival it knows, and measures what tells it."""

from typing import Any
from uuid import uuid4

import numpy as np
from django.db import connection
from django.utils import timezone

from surveys import actions, queries
from surveys.models import Response, Wave
from tests.attacks.sizes import size

PEOPLE = size(300, 4000)
BOUND = 5 / np.sqrt(PEOPLE - 1)
"""Five standard errors of the rank correlation of two random orders; under 0.1 at the full size."""
MARK = "person number "


def arrive(wave: Wave, people: int = PEOPLE) -> list[Response]:
    """People come one after the other, on the same day; each says in words which one they are."""
    if connection.vendor == "postgresql":
        # Into a new file of the table: rows would fill the gaps that earlier tests have left in the old one.
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE surveys_response")
    came = []
    for number in range(people):
        response = actions.start(survey=wave.survey, submission_id=uuid4(), consent=True)
        response.answers = {
            "work_status": "self",
            "story": f"{MARK}{number:06d}.",
            "years": number * 60 // people,
        }
        response.state = {"saved": [s.id for s in queries.definition_of_response(response).sections]}
        response.status = Response.Status.COMPLETE
        response.pace = {"start": 5}
        response.submitted_on = response.saved_on = timezone.localdate()
        response.receipt_hash = uuid4().hex * 2
        came.append(response)
    fields = ["answers", "state", "status", "pace", "submitted_on", "saved_on", "receipt_hash"]
    Response.objects.bulk_update(came, fields, batch_size=100)
    return came


def number_in(text: Any) -> int:
    """Which person's row this is."""
    return int(str(text).partition(MARK)[2][:6])


def rho(order: list[int]) -> float:
    """|Spearman's rank correlation| of the places in a list with the numbers that stand there."""
    if len(set(order)) < 2:
        return 0.0
    ranks = np.argsort(np.argsort(np.asarray(order), kind="stable"))
    return float(abs(np.corrcoef(np.arange(len(order)), ranks)[0, 1]))


def as_they_lie() -> list[int]:
    """The people, in the order in which the database keeps their rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT answers FROM surveys_response ORDER BY rowid")
        else:
            cursor.execute("SELECT answers::text FROM surveys_response ORDER BY ctid")
        return [number_in(answers) for (answers,) in cursor.fetchall()]


def by_column(name: str) -> list[int]:
    """The people, in the order of a column's values; where they are equal, in the order of random ids."""
    rows = Response.objects.values_list(name, "pk", "answers__story")
    return [number_in(story) for _, _, story in sorted(rows, key=lambda row: (str(row[0]), row[1].hex))]
