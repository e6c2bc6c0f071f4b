"""What a questionnaire that cannot be used says about itself."""

from collections.abc import Iterable


class InstrumentError(ValueError):
    """The instrument data break a rule. `problems` holds one "path: message" per fault, in reading order."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: list[str] = list(problems)
        super().__init__("\n".join(self.problems))
