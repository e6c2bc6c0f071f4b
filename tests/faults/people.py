"""People who answer through the served site and keep a ledger of what they sent and what was acknowledged."""

import http.client
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from urllib.parse import urlencode, urlsplit

from tests.surveys import ben

#: A browser's token pair: Django compares the cookie with the field.
TOKEN = "t" * 32
GONE = (ConnectionError, http.client.HTTPException, TimeoutError, OSError)


@dataclass
class Entry:
    """One person of the ledger. `sent` before it left, `acknowledged` after a success came back."""

    submission_id: uuid.UUID
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    receipt: str = ""
    refusals: list[int] = field(default_factory=list)
    """Statuses that were no success, in order."""


class Ledger:
    """Everybody's entries; safe for threads."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._lock = Lock()

    def entry(self) -> Entry:
        """A new line, noted before anything is sent."""
        made = Entry(uuid.uuid4())
        with self._lock:
            self.entries.append(made)
        return made

    def acknowledged(self, what: str) -> int:
        """How many got a success for `what`: start, a section, or done."""
        return sum(what in entry.acknowledged for entry in self.entries)

    def refusals(self) -> set[int]:
        """Every status that was no success."""
        return {status for entry in self.entries for status in entry.refusals}


class Answer:
    """One response of the server, read to its end."""

    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status = raw.status
        self.headers = raw.headers
        self.body = raw.read()

    @property
    def ok(self) -> bool:
        return self.status < 400


class Person:
    """A browser, as far as answering goes: cookies, tokens, forms."""

    def __init__(self, url: str, slug: str, *, timeout: float = 60) -> None:
        self.host = urlsplit(url).netloc
        self.place = f"/answer/{slug}/"
        self.timeout = timeout
        self.cookies = {"csrftoken": TOKEN}

    def ask(self, method: str, path: str, form: Mapping[str, object] | None = None) -> Answer:
        """One request on a connection of its own. Raises one of GONE where no whole answer comes."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": TOKEN, **form}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
        try:
            connection.request(method, path, body, headers)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for text in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = text.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def start(self, submission_id: uuid.UUID) -> Answer:
        """Agree and begin."""
        form = {"submission_id": submission_id, "consent": "yes", "fresh": "yes"}
        return self.ask("POST", f"{self.place}start/", form)

    def save(self, section: str, revision: int) -> Answer:
        """Send one section; the last one sends everything in."""
        form = {**ben.SECTIONS[section], "revision": revision, "to": "next", "shown": ALL_SHOWN}
        return self.ask("POST", f"{self.place}section/{section}/", form)


#: What a page says it has shown, so that a save leads on: every name that Ben's answers bring.
ALL_SHOWN = " ".join(
    sorted(
        {
            name
            for section in ben.SECTIONS.values()
            for name in (*section, *(n.split("__")[0] for n in section))
        }
    )
)


def answer_everything(url: str, slug: str, entry: Entry, *, stop: Event | None = None) -> bool:
    """One person from the first page to the receipt, sending each page again until it is acknowledged.

    True if the end was reached; False where `stop` was set before.
    """
    person = Person(url, slug)
    steps = ["start", *(f"section {section}" for section in ben.ORDER)]
    for revision, step in enumerate(steps, -1):
        while True:
            if stop is not None and stop.is_set():
                return False
            entry.sent.append(step)
            try:
                if step == "start":
                    answer = person.start(entry.submission_id)
                else:
                    answer = person.save(step.removeprefix("section "), revision)
            except GONE:
                time.sleep(0.02)
                continue
            if answer.ok:
                entry.acknowledged.append(step)
                break
            entry.refusals.append(answer.status)
            time.sleep(0.02)
    entry.acknowledged.append("done")
    return True


def receipt_of(url: str, slug: str, person: Person) -> str:
    """The code on the page of thanks; "" where that page does not come."""
    answer = person.ask("GET", f"/answer/{slug}/done/")
    return answer.body.decode() if answer.ok else ""
