"""Row 16: weighted percentages beside unweighted ones don't give a count back, not even to somebody who knows
everybody's weight.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from reports.disclosure.control import publish
from reports.disclosure.exact import ExactCell, ExactGroup, ExactItem, ExactRow, ExactTable
from reports.disclosure.protect import protect
from reports.disclosure.rounding import to_five
from reports.release.layers import layers, weighted
from reports.release.weighted_item import protect_weighted
from reports.release.weighted_letters import unweighted_marks, weighted_marks
from reports.release_format import Item, ItemOption
from tests.attacks import tables, weighted_tables
from tests.attacks.sizes import size

DRAWS = size(12, 300)
CELLS = size(4, 10**6)
"""Protected cells attacked in a survey."""
WORLDS = size(6, 400)


def narrow(item, truth, bare, each, chance, half=None):
    """(cells attacked, left with one number, with fewer than three) by her programme over both releases."""
    attack = weighted_tables.known(bare, item, each, tables.everybody_in_a_group(each.survey), half=half)
    small = {
        (table, "" if table == "top" else group, cell): count
        for (table, group, cell), count in tables.small_cells(truth).items()
        if (table, "" if table == "top" else group, cell) in attack.place
    }
    names = sorted(small)
    chosen = [names[i] for i in chance.permutation(len(names))[:CELLS]]
    widths = []
    for name, (low, high) in zip(chosen, attack.ranges(chosen), strict=True):
        assert low - 1e-6 <= small[name] <= high + 1e-6, "Mallory's programme is wrong."
        widths.append(np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1)
    return np.array([len(widths), sum(w < 2 for w in widths), sum(w < 3 for w in widths)])


def test_a_programme_over_weighted_and_unweighted_tables_of_random_surveys(capsys):
    chance = np.random.default_rng(161)
    off, on = np.zeros(3, int), np.zeros(3, int)
    shown = before = surveys = 0
    while surveys < DRAWS:
        survey = tables.survey(chance, most=size(250, 600), segments=size(2, 3))
        each = weighted_tables.weighted(chance, survey)
        if each is None:
            continue
        surveys += 1
        truth = tables.exact(survey, letters=True)
        bare = weighted_tables.plain(truth)
        off += narrow(weighted_tables.to_a_decimal(each, truth), truth, bare, each, chance, half=0.0005)
        released = weighted_tables.released(each, truth).item
        on += narrow(released, truth, bare, each, chance)
        before += _shown(bare)
        shown += _shown(released)
    with capsys.disabled():
        print(
            f"\nrow 16, weighted: with one decimal and no audit, {off[2]} of {off[0]} cells to fewer than "
            f"three numbers ({off[1]} exactly); with it, {on[2]} of {on[0]}; {surveys} surveys, {shown} of "
            f"{before} comparisons shown weighted"
        )
    assert off[2] > 0, "The attacker has to win first."
    assert on[0] > DRAWS
    assert (on[1], on[2]) == (0, 0)


def _shown(item):
    return sum(any(group.rows[0].is_shown for group in table.groups) for table in item.banners.values())


# ------------------------------------------------------------------ every world there is


class Small:
    """A yes or no of two groups and two raking cells: so few people that she tries every answer they may have
    given, and prints it all, intervals and letters included.
    """

    def __init__(self, chance):
        n = int(chance.integers(60, 120))
        share = chance.uniform(0.3, 0.7)
        sizes = chance.multinomial(n, np.outer((share, 1 - share), (0.45, 0.55)).ravel()).reshape(2, 2)
        if chance.random() < 0.3:
            sizes = np.diag(sizes.sum(axis=1))  # by what was weighted by
        self.sizes = sizes
        self.yes = np.array(
            [
                [chance.binomial(b, p) for b in row]
                for row, p in zip(sizes, chance.beta(2, 18, 2), strict=True)
            ]
        )
        people = sizes.sum(axis=0)
        target = people / n * chance.uniform(0.6, 1.6, 2)
        self.w = target / target.sum() * n / np.maximum(people, 1)
        self.n = n
        options = tuple(ItemOption(c, c, float(i)) for i, c in enumerate("ab"))
        self.item = Item("q", "1", "s", "single", "Q?", "", "All.", False, False, options=options)

    def rows(self, yes):
        """Everyone and the groups: exact rows with those of each raking cell."""

        def row(counts, base, asked):
            cells = (ExactCell("a", int(counts)), ExactCell("b", int(base - counts)))
            return ExactRow(None, int(base), int(base), int(base) if asked else None, cells)

        found = []
        for counts, base, asked in (
            (yes.sum(0), self.sizes.sum(0), True),
            *((yes[g], self.sizes[g], False) for g in (0, 1)),
        ):
            parts = [row(c, b, asked) for c, b in zip(counts, base, strict=True)]
            whole = row(counts.sum(), base.sum(), asked)
            found.append((whole, layers(self.item, whole, parts)))
        return found

    def exact(self):
        (top, _), *groups = self.rows(self.yes)
        marks = [unweighted_marks([at for _, at in groups], p, [True, True]) for p in (0, 1)]
        lettered = [
            replace(row, cells=tuple(replace(c, letters=marks[p][g]) for p, c in enumerate(row.cells)))
            for g, (row, _) in enumerate(groups)
        ]
        return ExactItem(
            self.item,
            ExactTable("asked", (ExactGroup("all", "Everyone", (top,)),)),
            {
                "s0": ExactTable(
                    "valid", tuple(ExactGroup(f"g{g}", f"G{g}", (row,)) for g, row in enumerate(lettered))
                )
            },
        )

    def released(self, exact):
        rows = self.rows(self.yes)
        found = {"": [[rows[0][1]]], "s0": [[at] for _, at in rows[1:]]}
        return protect_weighted(exact, found, self.w, self.n).item

    def looks(self, at, row, printed):
        """One group as she would see it, without letters."""
        bare, own = printed
        found = []
        for seen, made in ((bare, row), (own, weighted(at, self.w, self.n))):
            if seen is not None and seen.is_shown:
                each = publish(made)
                found.append(
                    (
                        each.base,
                        tuple(replace(c, letters="") for c in each.cells),
                        tuple(sorted(each.stats.items())),
                    )
                )
        return found

    def possible(self, bare, item):
        """(places, worlds): yes of everyone and of each group in every world that would be printed alike."""
        real = self.rows(self.yes)
        lettered = [r for r in (bare, item) if _has_letters(r)]
        seen = [_printed(bare, item, place) for place in range(3)]
        left = []
        for g in (0, 1):
            want = self.looks(real[g + 1][1], real[g + 1][0], seen[g + 1])
            fits = []
            for pair in product(*(range(b + 1) for b in self.sizes[g])):
                yes = self.yes.copy()
                yes[g] = pair
                row, at = self.rows(yes)[g + 1]
                if (
                    self._may(row.cells[0].count, row.base, seen[g + 1])
                    and self.looks(at, row, seen[g + 1]) == want
                ):
                    fits.append(pair)
            left.append(fits)
        want = self.looks(real[0][1], real[0][0], seen[0])
        letters = self._letters(real, bare, item)
        tops, worlds = {}, []
        for one, other in product(*left):
            key = one[0] + other[0], one[1] + other[1]
            if key not in tops:
                row, at = self.rows(np.array((one, other)))[0]
                tops[key] = self._may(sum(key), self.n, seen[0]) and self.looks(at, row, seen[0]) == want
            if not tops[key]:
                continue
            if lettered and self._letters(self.rows(np.array((one, other))), bare, item) != letters:
                continue
            worlds.append((sum(key), sum(one), sum(other)))
        return np.array(worlds).T

    def _may(self, count, base, printed):
        """By the unweighted share alone, which is quick to see."""
        cell = printed[0].cells[0] if printed[0] is not None and printed[0].is_shown else None
        return cell is None or abs(count / base - cell.share) <= 2.5 / to_five(base) + 1e-9

    def _letters(self, rows, bare, item):
        groups = [at for _, at in rows[1:]]
        found = []
        for release, marks in (
            (bare, unweighted_marks),
            (item, lambda g, p, s: weighted_marks(g, p, self.w, self.n, s)),
        ):
            table = release.banners.get("s0")
            if not _has_letters(release):
                continue
            shown = [g.rows[0].is_shown for g in table.groups]
            found.append([marks(groups, p, shown) for p in (0, 1)])
        return found


def _has_letters(release):
    table = release.banners.get("s0")
    return table is not None and any(c.letters for g in table.groups for c in g.rows[0].cells)


def _printed(bare, item, place):
    """The unweighted and the weighted row that are printed; None where there is none."""
    found = []
    for release in (bare, item):
        table = release.topline if place == 0 else release.banners.get("s0")
        found.append(None if table is None else table.groups[max(0, place - 1)].rows[0])
    return found


def test_every_world_of_small_surveys_with_intervals_and_letters(capsys):
    chance = np.random.default_rng(162)
    off, on = np.zeros(3, int), np.zeros(3, int)
    shown = before = 0
    for _ in range(WORLDS):
        small = Small(chance)
        exact = small.exact()
        bare = protect(exact).item
        with weighted_tables.control_off():
            loose = small.released(exact)
        kept = small.released(exact)
        # She knows the exact sizes of groups, which no audit grants her: what that tells her from unweighted
        # tables is not the weights' doing.
        nothing = small.possible(bare, replace(bare, topline=None, banners={}))
        for release, counted in ((loose, off), (kept, on)):
            worlds = small.possible(bare, release)
            truth = [small.yes.sum(), *small.yes.sum(axis=1)]
            sizes = [small.n, *small.sizes.sum(axis=1)]
            for place, (count, base) in enumerate(zip(truth, sizes, strict=True)):
                for protected in (count, base - count):
                    if 1 <= protected <= 9 and np.ptp(nothing[place]) >= 2:
                        width = np.ptp(worlds[place]) + 1
                        counted += (1, width < 2, width < 3)
        before += _shown(bare)
        shown += _shown(kept)
    with capsys.disabled():
        print(
            f"\nrow 16, every world: without the second audit, {off[2]} of {off[0]} cells to fewer than "
            f"three numbers ({off[1]} exactly); with it, {on[2]}; {shown} of {before} comparisons shown "
            "weighted"
        )
    assert off[2] > 0, "The attacker has to win first."
    assert (on[1], on[2]) == (0, 0)
