"""Row 13: whoever has every table of a survey can't subtract and solve until somebody's answer is left."""

import numpy as np

from reports.disclosure.protect import protect
from tests.attacks import tables
from tests.attacks.sizes import size

DRAWS = size(30, 1000)
CELLS = size(3, 10**6)
"""Protected cells attacked in a survey."""


def test_linear_algebra_and_programmes_over_every_table_of_random_surveys(capsys):
    chance = np.random.default_rng(13)
    hidden = recovered = attacked = exact = narrow = solved = withheld = 0
    for _ in range(DRAWS):
        survey = tables.survey(chance, most=size(600, 3000), segments=size(int(chance.integers(1, 4)), 0))
        truth = tables.exact(survey)
        # Without the control.
        bare = tables.hidden_only(truth, survey)
        determined = bare.determined()
        for name, table in truth.banners.items():
            for group in table.groups:
                if 0 < group.rows[0].base < 10:
                    hidden += 1
                    places = [bare.place[name, group.code, c.code] for c in group.rows[0].cells]
                    recovered += all(place in determined for place in places)
        # With it.
        released = protect(truth)
        withheld += released.withheld
        attack = tables.known(released.item, tables.everybody_in_a_group(survey))
        assert attack.determined() == set()
        small = {
            (table, "" if table == "top" else group, cell): count
            for (table, group, cell), count in tables.small_cells(truth).items()
            if (table, "" if table == "top" else group, cell) in attack.place
        }
        names = sorted(small)
        chosen = [names[i] for i in chance.permutation(len(names))[:CELLS]]
        for name, (low, high) in zip(chosen, attack.ranges(chosen), strict=True):
            attacked += 1
            assert low - 1e-6 <= small[name] <= high + 1e-6, "Mallory's programme is wrong."
            wide = np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1
            exact += wide < 2
            narrow += wide < 3
        solved += released.programmes
    with capsys.disabled():
        print(
            f"\nrow 13: without, {recovered} of {hidden} small groups recovered; with, {exact} of {attacked} "
            f"cells exactly, {narrow} to fewer than three numbers; {DRAWS} surveys, {solved} programmes, "
            f"{withheld} groups withheld"
        )
    assert recovered > 0.1 * hidden, "The attacker has to win first."
    assert attacked > DRAWS
    assert (exact, narrow) == (0, 0)
