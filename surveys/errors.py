"""What a write may refuse, each with the sentence that a person reads."""


class Refused(Exception):
    """A write that was refused; nothing was stored. `str(error)` is a sentence for people."""


class ConsentMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Tick the box to say that you agree to take part. Then you can begin.")


class NotOpen(Refused):
    """The survey takes no new responses: no wave is open, or nothing is published."""

    def __init__(self) -> None:
        super().__init__("This survey isn't open at the moment.")


class NotEntitled(Refused):
    """The wave asks for an invitation or for a verified address, and there was none."""

    def __init__(self) -> None:
        super().__init__("This wave can only be answered with a link that came by mail.")


class WaveClosed(Refused):
    """The wave ended, and so did its minutes of grace."""

    def __init__(self) -> None:
        super().__init__(
            "This survey has closed. What you had saved before is kept; nothing more can be added."
        )


class NoSuchAnswer(Refused):
    """No question that can be asked alone has this answer."""

    def __init__(self) -> None:
        super().__init__("Pick one of the answers, then send it.")


class Incomplete(Refused):
    """A section has not been saved, or a required question in it has no answer."""

    def __init__(self, section: str) -> None:
        super().__init__("One part is still open. Save it, then you can finish.")
        self.section = section


class Conflict(Refused):
    """Other content for something that is already stored. HTTP 409."""

    def __init__(self) -> None:
        super().__init__("These answers were already sent in. They stay as they were.")


class NotSent(Refused):
    """Changes to answers that were never sent in."""

    def __init__(self) -> None:
        super().__init__(
            "These answers were not sent in yet. Go on with them; nothing is fixed before you send them."
        )


class WithdrawnAlready(Refused):
    """A retry for a response that its holder took back. HTTP 410."""

    def __init__(self) -> None:
        super().__init__("You withdrew these answers. They are deleted, and nothing was stored now.")
