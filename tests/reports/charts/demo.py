"""The releases of the small demonstration, as the seeded database holds them."""

import sqlite3
from contextlib import closing

from reports.release_format import ReleaseDoc, parse
from tests.support.server import seeded


def demo_release(wave: int) -> ReleaseDoc:
    """The newest release of that wave. Makes the demonstration where no test has made it yet."""
    with closing(sqlite3.connect(seeded() / "overlap.sqlite3")) as database:
        row = database.execute(
            "SELECT r.artefact, r.sha256 FROM reports_release r JOIN surveys_wave w ON w.id = r.wave_id"
            " WHERE w.number = ? ORDER BY r.number DESC",
            [wave],
        ).fetchone()
    return parse(*row)
