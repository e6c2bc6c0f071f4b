"""GET /health/: for load balancers and monitors."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from website.core.health import findings


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """JSON; 503 only where the site can't serve: a late clock or a dead cache takes it out of no rotation."""
    found = findings()
    serves = all(part.serves for part in found.values())
    well = all(part.ok for part in found.values())
    return JsonResponse(
        {
            "status": "ok" if well else "degraded" if serves else "down",
            "parts": {name: part.state for name, part in found.items()},
        },
        status=200 if serves else 503,
    )
