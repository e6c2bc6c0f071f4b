"""Letters on charts: each group's letter before its name, and who is really higher than whom in words.

Letters come from the release; a letter of a group that is not shown is left out here as well, so that nothing
can be read of it.
"""

from dataclasses import replace

from reports.release_format import Cell, Group, Row, Table

GAP = "\u2002"
"""Between a group's letter and its name: no label has it."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

RULE = (
    "Letters mark real differences: “34% C” says that the share is really higher than that of group C. Every "
    "pair of groups of 30 or more people was tested (pooled z on exact counts) and corrected for the many "
    "pairs (Holm, p < .05 within a row), as if answers behaved like a random sample of this audience."
)
WEIGHTED_RULE = RULE.replace("pooled z on exact counts", "t on weighted shares, with their design")
NONE = (
    "No difference between these groups is marked as real: none passed the test, or the marks would have "
    "told too much about small groups and were left out."
)
OVERLAP = "People can stand in several of these groups, so differences between them are not tested."
MEANS = "Means are not tested against each other; look at how far their intervals reach."
UNTESTED = (
    "Differences between groups are not tested in this release; the widest of many gaps is partly chance."
)


def marked(table: Table) -> Table:
    """With its letters before the groups' names if any cell has one; otherwise as it is."""
    clean = _clean(table)
    if not has(clean):
        return clean
    groups = tuple(
        replace(group, label=f"{letter}{GAP}{group.label}")
        for letter, group in zip(LETTERS, clean.groups, strict=False)
    )
    return replace(clean, groups=groups)


def has(table: Table) -> bool:
    return any(cell.letters for group in table.groups for row in group.rows for cell in row.cells)


def _clean(table: Table) -> Table:
    if not has(table) or len(table.groups) > len(LETTERS):
        return replace(table, groups=tuple(_without(group) for group in table.groups))
    groups = []
    for group in table.groups:
        rows = []
        for row in group.rows:
            shown = {
                letter
                for letter, other in zip(LETTERS, table.groups, strict=False)
                if (found := other.row(row.row)) is not None and found.is_shown
            }
            rows.append(_only(row, shown))
        groups.append(replace(group, rows=tuple(rows)))
    return replace(table, groups=tuple(groups))


def _without(group: Group) -> Group:
    return replace(group, rows=tuple(_only(row, set()) for row in group.rows))


def _only(row: Row, shown: set[str]) -> Row:
    if not any(cell.letters for cell in row.cells):
        return row
    return replace(row, cells=tuple(_cell(cell, shown) for cell in row.cells))


def _cell(cell: Cell, shown: set[str]) -> Cell:
    return replace(cell, letters="".join(letter for letter in cell.letters if letter in shown))


def bare(label: str) -> str:
    """A group's name without its letter."""
    return label.split(GAP, 1)[1] if GAP in label else label


def beside(number: str, letters: str) -> str:
    """ "34% BC", with a space that does not break."""
    return f"{number}\u00a0{letters}" if letters else number


def in_words(letters: str) -> str:
    """ "really higher than B and C"; empty without letters."""
    if not letters:
        return ""
    names = list(letters)
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"really higher than {listed}"
