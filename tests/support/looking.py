"""A visitor who looks hard: accessibility, policy, foreign hosts, script errors, sideways scrolling."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
#: What another colour scheme can break; the page's structure is the same in both.
RULES_OF_COLOUR: dict[str, Any] = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
REPORT_VIOLATIONS = """
    window.policyViolations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.policyViolations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


@dataclass
class Looker:
    """One browser window. `faults` collects what is wrong, as sentences."""

    url: str
    schemes: tuple[str, ...]
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """Every path that was looked at."""

    @classmethod
    def at(cls, browser: Browser, url: str, *schemes: str) -> "Looker":
        """Open a window, as wide as a telephone, that reports on itself and looks in each scheme."""
        motion = "reduce" if len(schemes) > 1 else "no-preference"
        context = browser.new_context(viewport=PHONE, color_scheme=schemes[0], reduced_motion=motion)
        context.add_init_script(REPORT_VIOLATIONS)
        looker = cls(url=url, schemes=schemes, context=context, page=context.new_page())
        context.on("request", looker._on_request)
        looker.page.on("console", looker._on_console)
        looker.page.on("pageerror", lambda error: looker.faults.append(f"script error: {error}"))
        return looker

    def close(self) -> None:
        """Close the window and forget its cookies."""
        self.context.close()

    def go(self, path: str, status: int = 200) -> Response | None:
        """Go to `path`, expect `status`, and look."""
        response = self.page.goto(self.url + path, wait_until="load")
        if response is None or response.status != status:
            self.faults.append(f"{path}: status {response and response.status}, not {status}")
        self.look()
        return response

    def fetch(self, path: str, kind: str) -> None:
        """Load a file of the media type `kind` as a browser does when somebody follows its link."""
        response = self.context.request.get(self.url + path)
        found = response.headers.get("content-type", "").partition(";")[0]
        if (response.status, found) != (200, kind):
            self.faults.append(f"{path}: {response.status} {found}, not 200 {kind}")
        self.seen.append(path)

    def look(self) -> None:
        """Look at the page that is open, once it is whole: a click returns as soon as its answer begins."""
        self.page.wait_for_load_state("load")
        path = urlsplit(self.page.url).path
        self.seen.append(path)
        found = [f"axe ({self.schemes[0]}): {fault}" for fault in self._axe(ALL_RULES)]
        for scheme in self.schemes[1:]:
            self.page.emulate_media(color_scheme=scheme)
            found += [f"axe ({scheme}): {fault}" for fault in self._axe(RULES_OF_COLOUR)]
            self.page.emulate_media(color_scheme=self.schemes[0])
        found += [f"policy: {violation}" for violation in self.page.evaluate("window.policyViolations")]
        for viewport in (PHONE, DESK):
            self.page.set_viewport_size(viewport)
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                found.append(f"scrolls sideways by {over} px at {viewport['width']}")
        self.page.set_viewport_size(PHONE)
        self.faults += [f"{path}: {fault}" for fault in found]

    def _axe(self, rules: dict[str, Any]) -> list[str]:
        violations: list[dict[str, Any]] = Axe().run(self.page, options=rules).response["violations"]
        return [f"{fault['id']} {fault['nodes'][0]['target']}" for fault in violations]

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"foreign request: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")
