"""After a restore: responses that were withdrawn since the backup was made do not come back with it."""

from datetime import date

from website.core.backup import kept

FIELDS = ("survey_id", "wave_id", "submission_hash", "receipt_hash", "was_complete")


def register() -> None:
    """Tell `restore`."""
    kept.register("response", kept.Kind(read=read, again=again))


def read() -> kept.Rows:
    """Every withdrawal of the database as it is now: hashes and days."""
    from surveys.models import Withdrawn

    rows = Withdrawn.objects.order_by("submission_hash").values(*FIELDS, "withdrawn_on")
    return [{**row, "withdrawn_on": row["withdrawn_on"].isoformat()} for row in rows]


def again(rows: kept.Rows) -> int:
    """Withdraw each once more where the restored database still holds it; how many it held."""
    from surveys import actions

    return sum(
        actions.withdraw_again(
            **{name: row[name] for name in FIELDS}, withdrawn_on=date.fromisoformat(row["withdrawn_on"])
        )
        for row in rows
    )
