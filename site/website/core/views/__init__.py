"""Views of the core."""

from website.core.views.health import health

__all__ = ["health"]
