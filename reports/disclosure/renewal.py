"""When a table that is public already may be published anew: never so that two of its versions differ by a
few people.
"""

from collections.abc import Sequence

FEWEST_CHANGES = 10
"""Fewer people than this would stand alone in the difference of two versions of a table."""


def may_renew(changed: Sequence[int]) -> bool:
    """`changed`: for each group of a table, how many responses in it are new, amended or withdrawn since the
    version that readers have. Each must be 0 or at least 10.
    """
    return all(n == 0 or n >= FEWEST_CHANGES for n in changed)
