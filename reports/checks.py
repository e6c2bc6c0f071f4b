"""Rules of this app that are checked when the program starts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks


def register() -> None:
    checks.register(datasets_have_a_private_place)


def datasets_have_a_private_place(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """reports.E001: datasets must not stand where the web server or WhiteNoise serves files from."""
    datasets = Path(settings.VAR).resolve() / "datasets"
    public = [getattr(settings, name, None) for name in ("STATIC_ROOT", "MEDIA_ROOT")]
    inside = [place for place in public if place and datasets.is_relative_to(Path(place).resolve())]
    if not inside:
        return []
    return [
        checks.Error(
            f"Datasets would be written to {datasets}, inside a folder that is served to everyone.",
            hint="Set VAR_DIR to a folder outside STATIC_ROOT and MEDIA_ROOT.",
            id="reports.E001",
        )
    ]
