"""Tables of the explorer in words: how a figure is printed, what is stated under a table."""

from collections.abc import Sequence

from reports.explorer.association import Association
from reports.explorer.choice import CORRECTIONS, Choice
from reports.explorer.estimates import Figure
from reports.explorer.tables import Line, Sheet, Table
from reports.stats.column_tests import MINIMUM

NOT_FOR_PUBLICATION = "Not for publication"
WHY_NOT = (
    "These figures are exact and not protected: a difference of one person can be read from them. "
    "Publish from a release."
)
NOTHING = "–"


def value(line: Line, figure: Figure) -> str:
    """23.4 %, 3.21, +12.5, or a dash where nobody answered."""
    if figure.value is None:
        return NOTHING
    match line.kind:
        case "share":
            return f"{100 * figure.value:.1f} %"
        case "net":
            return _minus(f"{figure.value:+.1f}")
        case "median":
            return _minus(f"{figure.value:g}")
        case _:
            return _minus(f"{figure.value:.2f}")


def interval(line: Line, figure: Figure) -> str:
    """20.1 to 26.9; empty where there is none."""
    if figure.lo is None or figure.hi is None:
        return ""
    if line.kind == "share":
        return f"{100 * figure.lo:.1f} to {100 * figure.hi:.1f}"
    decimals = 1 if line.kind == "net" else 2
    return _minus(f"{figure.lo:.{decimals}f} to {figure.hi:.{decimals}f}")


def spread(line: Line, figure: Figure) -> str:
    """The standard error of a mean or net score; empty for others."""
    if figure.se is None or line.kind == "share":
        return ""
    return f"SE {figure.se:.{1 if line.kind == 'net' else 3}f}"


def _minus(text: str) -> str:
    return text.replace("-", "−")


def association(found: Association) -> str:
    """X² = 12.3, df 4, p = .015, V = .12."""
    if not found.method:
        return f"{found.segment}: {found.remark}."
    parts = []
    if found.method == "Rao–Scott":
        parts.append(f"Rao–Scott F({found.df:.2f}, {found.df2:.1f}) = {found.statistic:.2f}")
    elif found.method == "Fisher":
        parts.append("Fisher's exact test")
    else:
        parts.append(f"Pearson's X² = {found.statistic:.2f}, df {found.df:g}")
    parts.append(p_value(found.p))
    if found.v is not None:
        parts.append(f"Cramér's V {found.v:.3f}")
    remark = f" ({found.remark})" if found.remark else ""
    return f"{found.segment}: {', '.join(parts)}, n {found.n:,}{remark}."


def p_value(p: float | None) -> str:
    if p is None:
        return "no p-value"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def weighting_rule(sheet: Sheet) -> str:
    if sheet.weighing.is_weighted:
        return (
            "Weighted: percentages and means are; counts and n are people. The effective base is Kish's. "
            "Intervals: logit with linearised standard errors that take the weights as given "
            "(Clopper–Pearson with the effective base at 0 and 100 %)."
        )
    return "Unweighted: everybody counts alike. Intervals: Wilson for shares, t for means."


def rules(sheet: Sheet, table: Table) -> list[str]:
    """What stands under a table, a sentence each."""
    shares = any(line.kind == "share" for line in table.lines)
    said = []
    if shares:
        asked = "everybody who was asked, whatever they answered"
        said.append(
            f"Shares are column percentages of {asked if table.base_kind == 'asked' else 'valid answers'}."
        )
    if table.overlaps and shares:
        said.append("People may stand in several rows, so shares add up to more than 100 %.")
    said.append(weighting_rule(sheet))
    if any(block.is_disjoint for block in sheet.banner.blocks):
        said.append(letter_rule(sheet, table, shares))
    if any(not block.is_disjoint for block in sheet.banner.blocks):
        said.append("Columns without a letter share people with each other, so they are not tested.")
    return said


def letter_rule(sheet: Sheet, table: Table, shares: bool) -> str:
    weighted = sheet.weighing.is_weighted
    share_test = "weighted t" if weighted else "pooled z"
    mean_test = "weighted t" if weighted else "Welch's t"
    if not shares:
        tests = mean_test
    elif table.base_kind == "asked":
        tests = f"{mean_test} for means; shares are tested with valid answers as the base only"
    elif weighted:
        tests = f"{share_test} for shares and means"
    else:
        tests = f"{share_test} for shares, {mean_test} for means"
    return (
        f"A letter says: higher than the column of that letter in the same segment ({tests}; two-sided, "
        f"5 % level; {CORRECTIONS[sheet.correction]}). Columns of fewer than {MINIMUM} are not tested, and "
        "no column is tested against everybody."
    )


def untested(sheet: Sheet, table: Table) -> list[str]:
    """Columns that are too small for a letter."""
    return [
        f"{head.segment}: {head.label} ({base})"
        for head, base in zip(sheet.banner.heads, table.base[1:], strict=True)
        if head.letter and base < MINIMUM
    ]


def filters(choice: Choice) -> list[str]:
    """“Region: Europe or Asia”, one a filter."""
    return [
        f"{each.variable.words}: {' or '.join(level.label for level in each.levels)}"
        for each in choice.applied
    ]


def nowhere(sheet: Sheet) -> list[str]:
    """Who stands in no column of a segment."""
    return [
        f"{number:,} of {sheet.people[0]:,} people stand in no column of {segment.words}."
        for segment, number in zip(sheet.banner.segments, sheet.nowhere, strict=True)
        if number
    ]


def names(choice: Choice) -> dict[str, Sequence[str]]:
    """For the log: which variables were looked at, and with which weights. No number, no answer."""
    return {
        "rows": [variable.name for variable in choice.rows],
        "by": [variable.name for variable in choice.segments],
        "where": [each.variable.name for each in choice.applied],
        **({"weights": [choice.weights]} if choice.weights else {}),
    }
