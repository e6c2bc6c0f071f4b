"""The square on the thank-you page and beside the private link: the address, module by module."""

import re

import segno

from website.core.qr import QUIET_ZONE, qr_code

ADDRESS = "https://overlap.example/answer/r/7TQK-M2XD-RW4A-9HCE-PZ3N-0VJB-8YKM/"


def dark_modules(path: str) -> set[tuple[int, int]]:
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{w}z" for x, y, w in runs) == path
    return {(int(x) + step, int(y)) for x, y, width in runs for step in range(int(width))}


def test_the_drawing_is_the_code_of_the_address_inside_its_quiet_zone():
    matrix = [bytes(row) for row in segno.make(ADDRESS, error="m", micro=False).matrix]
    expected = {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    }
    drawn = qr_code(ADDRESS)
    assert dark_modules(drawn.path) == expected
    assert drawn.size == len(matrix) + 2 * QUIET_ZONE


def test_another_address_gives_another_drawing():
    assert qr_code(ADDRESS).path != qr_code(ADDRESS.replace("7TQK", "7TQJ")).path
