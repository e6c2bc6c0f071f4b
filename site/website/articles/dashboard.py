"""The front page of the admin: what waits for somebody. Each panel is seen by whoever may act on it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from comments import queries as comments
from comments.models import Comment
from comments.moderation.menu import queue_url
from surveys import queries as surveys
from website.articles import queries

#: Lines of a list; the heading says how many there are in all.
LINES = 8


@dataclass(frozen=True)
class Due:
    """A page and the moment at which the clock will publish it or take it down."""

    page: Page
    when: Any
    goes_live: bool


@dataclass(frozen=True)
class SurveyLine:
    """A survey and its wave: the open one, else the next, else the last."""

    title: str
    state: str
    wave: Any
    completes: int
    partials: int


class WorkPanel(Component):
    """A panel that only draws itself where the user may act on what it lists."""

    heading = ""

    def allowed(self, user: Any) -> bool:
        """Whether `user` may act on what the panel lists."""
        raise NotImplementedError

    def render_html(self, parent_context: Any = None) -> str:
        """The panel; nothing for whom it is not."""
        user = parent_context["request"].user
        return str(super().render_html(parent_context)) if self.allowed(user) else ""


class PagePanel(WorkPanel):
    """Lists pages that the user may edit."""

    def allowed(self, user: Any) -> bool:
        """Whoever may edit some page."""
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, {"change", "publish"}))

    def pages(self, user: Any) -> Any:
        """Pages that `user` may edit."""
        may = policy_registry.get_by_type(Page)
        return may.instances_user_has_any_permission_for(user, {"change", "publish"})


class DraftsPanel(PagePanel):
    """Pages with words that readers do not see yet."""

    name = "drafts"
    template_name = "articles/dashboard/drafts.html"
    order = 130

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """`pages`, the last changed first, and `count`. Two queries."""
        rows = self.pages(parent_context["request"].user).filter(has_unpublished_changes=True, depth__gt=1)
        newest = rows.order_by("-latest_revision_created_at").select_related("latest_revision__user")
        return {"pages": list(newest[:LINES]), "count": rows.count()}


class SchedulePanel(PagePanel):
    """What the clock will publish or take down."""

    name = "schedule"
    template_name = "articles/dashboard/schedule.html"
    order = 140

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """`due`, the next first. Two queries and one for the pages."""
        pages = {page.pk: page for page in self.pages(parent_context["request"].user)}
        rows = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        due = [
            Due(pages[int(pk)], when, True)
            for pk, when in rows.values_list("object_id", "approved_go_live_at")
            if int(pk) in pages
        ]
        now = timezone.now()
        due += [
            Due(page, page.expire_at, False)
            for page in pages.values()
            if page.live and page.expire_at and page.expire_at > now
        ]
        return {"due": sorted(due, key=lambda entry: entry.when)[:LINES], "count": len(due)}


class HeldPanel(PagePanel):
    """Comments that wait for a person: who moderates is led to them, who edits pages learns how many."""

    name = "held_comments"
    template_name = "articles/dashboard/held.html"
    order = 120

    def allowed(self, user: Any) -> bool:
        """Whoever moderates, and whoever may edit some page."""
        return self.decides(user) or super().allowed(user)

    def decides(self, user: Any) -> bool:
        """Whether `user` moderates."""
        return bool(policy_registry.get_by_type(Comment).user_has_permission(user, "change"))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """`count`, and the `url` of the queue for whoever decides. One query."""
        decides = self.decides(parent_context["request"].user)
        return {"count": comments.held_count(), "url": queue_url() if decides else ""}


class SurveyPanel(WorkPanel):
    """How the surveys stand."""

    name = "survey_state"
    template_name = "articles/dashboard/survey.html"
    order = 150

    def allowed(self, user: Any) -> bool:
        """Whoever may see waves."""
        return bool(user.has_perm("surveys.view_wave") or user.has_perm("surveys.change_wave"))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """`lines`, one for each published survey, `url` of the waves, and whether people are asked while they
        cannot read the privacy page (`unread`; `privacy` is its draft). Two queries a survey, two more.
        """
        lines = []
        for survey in surveys.live_surveys():
            state = surveys.wave_state(survey)
            counted = {wave.pk: wave for wave in surveys.waves_with_counts(survey)}
            wave = counted.get(state.wave.pk) if state.wave else None
            lines.append(
                SurveyLine(
                    title=survey.title,
                    state=state.kind,
                    wave=wave,
                    completes=getattr(wave, "completes", 0),
                    partials=getattr(wave, "partials", 0),
                )
            )
        unread = any(line.state == "open" for line in lines) and not queries.privacy_is_public()
        privacy = queries.privacy_page() if unread else None
        return {"lines": lines, "url": reverse("surveys_wave:index"), "unread": unread, "privacy": privacy}


#: Panels of Wagtail's that these replace: "your most recent edits" lists the drafts once more.
REPLACED = frozenset({"recent_edits"})
PANELS = (HeldPanel, DraftsPanel, SchedulePanel, SurveyPanel)


def construct(request: HttpRequest, panels: list[Any]) -> None:
    """Put the panels on the front page of the admin."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in REPLACED]
    panels.extend(panel() for panel in PANELS)
