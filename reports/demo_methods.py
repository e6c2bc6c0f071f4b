"""Methods for the demonstration's waves, which say in every item that they are invented."""

from collections.abc import Iterable
from typing import Any

from reports import methods

INVENTED = "Demonstration, invented."
WORDS = {
    "sponsor": "Nobody asked for these answers and nobody paid for them. A program made them up.",
    "recruitment": "Nobody was recruited. A real survey would say here where people saw it, who could take "
    "part and who could not, and that those who did chose themselves.",
    "limitations": "These figures say nothing about anybody. They are here to show how results look. In a "
    "real survey of this kind the people would be volunteers: those who care about the subject come first, "
    "and they do not stand for everyone in their field.",
}


def write(waves: Iterable[Any]) -> None:
    """Fill in what is empty; what somebody wrote stays."""
    for wave in waves:
        saved = methods.of_wave(wave)
        words = methods.proposals(wave) | WORDS
        methods.save(
            wave=wave,
            words={
                name: f"{INVENTED} {text}"
                for name, text in words.items()
                if saved is None or not getattr(saved, name)
            },
        )
