"""The releases of the small demonstration, as the seeded database holds them."""

from reports.release_format import ReleaseDoc
from reports.release_text import parse
from tests.support.server import read_seeded


def demo_release(wave: int) -> ReleaseDoc:
    """The newest release of that wave. Makes the demonstration where no test has made it yet."""
    newest, *_ = read_seeded(
        "SELECT r.artefact, r.sha256 FROM reports_release r JOIN surveys_wave w ON w.id = r.wave_id"
        " WHERE w.number = %s ORDER BY r.number DESC",
        wave,
    )
    return parse(*newest)
