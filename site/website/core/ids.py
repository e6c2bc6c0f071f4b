"""Numbers that visitors send as the id of a row."""


def possible(number: int) -> bool:
    """Whether a row can have this id. Databases answer larger numbers with errors, each with its own."""
    return 0 < number < 2**31
