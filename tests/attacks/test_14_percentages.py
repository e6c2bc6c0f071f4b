"""Row 14: the printed base and the printed percentages do not give the counts back."""

import numpy as np

from reports.disclosure.control import publish
from tests.attacks import tables
from tests.attacks.sizes import size

ROWS = size(400, 20_000)


def possible(base, slack, tells):
    """Per cell the counts left to a solver that also knows that they add up: (least, most) or None.

    `tells(count, n)` for each cell: whether this count of n would be printed as it is.
    """
    left = [set() for _ in tells]
    for n in range(base - slack, base + slack + 1):
        fits = [[k for k in range(n + 1) if each(k, n)] for each in tells]
        if any(not f for f in fits):
            continue
        low, high = sum(min(f) for f in fits), sum(max(f) for f in fits)
        for found, f in zip(left, fits, strict=True):
            others_low, others_high = low - min(f), high - max(f)
            found |= {k for k in f if others_low <= n - k <= others_high}
    return left


def test_counts_are_not_recovered_from_base_and_percentages(capsys):
    chance = np.random.default_rng(14)
    cells = given = narrow = before = 0
    for _ in range(ROWS):
        n = int(chance.integers(30, 160))
        counts = chance.multinomial(n, chance.dirichlet(np.ones(4)))
        exact = tables._row(
            tables.Survey(4, np.repeat(np.arange(4), counts), (), "single"), np.ones(n, bool), None
        )
        row = publish(exact)
        if not row.cells:
            continue
        small = [i for i in range(4) if 1 <= counts[i] <= 9]
        cells += len(small)
        # Without the control: the rounded base, and percentages with one decimal from the exact counts.
        tenths = [round(1000 * int(k) / n) for k in counts]
        without = possible(row.base, 2, [lambda k, m, t=t: round(1000 * k / m) == t for t in tenths])
        before += sum(len(without[i]) == 1 for i in small)
        half = 2.5 / row.base
        with_control = possible(
            row.base,
            2,
            [lambda k, m, c=cell, half=half: abs(k / m - c.share) <= half + 1e-12 for cell in row.cells],
        )
        for i in small:
            assert int(counts[i]) in with_control[i]
            given += len(with_control[i]) == 1
            narrow += len(with_control[i]) < 3
    with capsys.disabled():
        print(
            f"\nrow 14: {before / cells:.0%} of {cells} cells recovered from one decimal, "
            f"{given / cells:.0%} from the release; {narrow} left to the audit with fewer than three numbers"
        )
    assert before > 0.5 * cells, "The attacker has to win first."
    assert given == 0
    assert narrow < 0.05 * cells
