"""A private address as a QR code, for the camera of another device."""

from dataclasses import dataclass

import segno

#: Light modules around the code, without which cameras do not find it (ISO/IEC 18004).
QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """Drawn in a square of `size` units, one unit a module."""

    size: int
    path: str
    """SVG path data of the dark modules, joined along rows."""


def qr_code(address: str) -> QrCode:
    """The code of an address, with medium error correction."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                runs.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{width}v1h-{width}z")
            x += max(1, width)
    return QrCode(len(rows) + 2 * QUIET_ZONE, "".join(runs))
