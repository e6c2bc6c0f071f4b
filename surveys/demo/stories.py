"""Invented open answers, put together from halves so that few are alike."""

from random import Random

from surveys.demo.people import Person

APART = (
    "My phone has two browsers and I treat them like two front doors.",
    "Nothing with my children in it goes where a client could see it.",
    "I keep one network for people who have seen my kitchen.",
    "New contacts from work get the professional profile, without exception.",
    "I wait a day before I accept anyone I have only met in a meeting.",
)
BLENDED = (
    "I post the marathon and the campaign in the same place, and nobody has minded.",
    "Most of my clients began as friends of friends, so a wall would make no sense.",
    "My rule is simple: if I would not say it at a family party, I don't post it at all.",
    "Pictures of my garden have started more business talks than any white paper.",
    "I stopped keeping lists when I could not remember who was on which.",
)
STRICT = (
    "If money is involved I say so in the first line.",
    "When I share a client's post I write 'I work with them', every time.",
    "I name the client even when it makes the post less fun.",
)
EASY = (
    "People who know me know who pays me.",
    "It stands in my bio, and that has to be enough.",
    "I rarely post about clients, so the question hardly comes up.",
)


def tell(person: Person, rng: Random) -> str:
    habits = APART if person.apart > 0 else BLENDED
    links = STRICT if person.strict > 0 else EASY
    first, second = rng.choice(habits), rng.choice(links)
    return first if rng.random() < 0.4 else f"{first} {second}"
