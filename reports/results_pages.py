"""What the results pages show, put together from one release document. No request, no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from reports.charts import Chart, ChartContext, draw
from reports.charts.wording import count, field_dates, short
from reports.release_format import Item, ReleaseDoc, Segment

SEGMENT_NAMES = {
    "work_status": "Work status",
    "solo": "Own boss or employed",
    "role": "Role",
    "senior3": "Seniority",
    "market": "Market",
    "size3": "Size of organisation",
    "years_band": "Years in the field",
    "region": "Region",
    "age3": "Age",
    "gender": "Gender",
    "persona": "Persona",
    "segmentation_band": "Together or apart",
    "platforms": "Networks used",
}
"""Short names of the product's own segments; other surveys' segments go by their label."""
LONG_QUESTION = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and the addresses of its files."""

    chart: Chart
    address: str
    csv: str
    svg: str
    spec: str
    heading: str = "h2"
    methods: str = ""
    """The page that says how the wave was done."""


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str
    current: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of questions."""

    url: str
    number: str
    text: str
    n: str


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    entries: tuple[Entry, ...]


def segment_name(segment: Segment | None, segment_id: str = "") -> str:
    """A name short enough for a button."""
    if segment is None:
        return segment_id
    known = SEGMENT_NAMES.get(segment.id)
    if known:
        return known
    return segment.label if len(segment.label) <= 36 else segment.id.replace("_", " ").capitalize()


def item_name(item: Item) -> str:
    """ "Question 6", "Question 13a" or what a derived number is called."""
    return f"Question {item.number}" if item.number else short(item.text, 60)


def words(item: Item) -> str:
    """What was asked, short enough for a heading; the whole of it stands with the chart."""
    return short(item.text, LONG_QUESTION)


def context(
    doc: ReleaseDoc, *, segment: Segment | None = None, address: str = "", host: str = ""
) -> ChartContext:
    return ChartContext(
        survey_title=doc.survey.title,
        wave_number=doc.wave.number,
        opened_on=doc.wave.opened_on,
        closed_on=doc.wave.closed_on,
        release_number=doc.release.number,
        release_date=doc.release.date,
        is_demo=doc.is_demo,
        weighting=doc.weighting,
        segment_id=segment.id if segment else "",
        segment_name=segment_name(segment) if segment else "",
        address=address,
        overlap=bool(segment) and _is_multi(doc, segment.id if segment else ""),
        tested=doc.audit is not None,
        methods=host + methods_url(doc),
    )


def _is_multi(doc: ReleaseDoc, segment_id: str) -> bool:
    """The segment's question has several answers, so people can stand in several groups."""
    item = doc.item(segment_id)
    return item is not None and item.kind == "multi"


def wave_url(doc: ReleaseDoc) -> str:
    return reverse("reports:wave", args=[doc.survey.slug, doc.wave.number])


def methods_url(doc: ReleaseDoc) -> str:
    return reverse("reports:methods", args=[doc.survey.slug, doc.wave.number])


def item_url(doc: ReleaseDoc, item: Item, segment_id: str = "", name: str = "") -> str:
    """The address of an item, of its split, or of one of its files ("svg", "csv", "json")."""
    where = [doc.survey.slug, doc.wave.number, item.id]
    view = "banner" if segment_id else "item"
    return reverse(
        f"reports:{view}{'_' if name else ''}{name}", args=[*where, *([segment_id] if segment_id else [])]
    )


def chart_of(doc: ReleaseDoc, item: Item, segment_id: str = "", host: str = "") -> Chart:
    """Draw an item, or one of its splits. `host`: scheme and host for addresses inside downloads."""
    segment = doc.segment(segment_id) if segment_id else None
    table = item.banners.get(segment_id) if segment_id else item.topline
    address = host + item_url(doc, item, segment_id)
    return draw(item, table, context(doc, segment=segment, address=address, host=host))


def figure(
    doc: ReleaseDoc, item: Item, segment_id: str = "", *, heading: str = "h2", host: str = ""
) -> Figure:
    csv, svg, spec = (item_url(doc, item, segment_id, name) for name in ("csv", "svg", "json"))
    chart = chart_of(doc, item, segment_id, host)
    return Figure(chart, item_url(doc, item, segment_id), csv, svg, spec, heading, methods_url(doc))


def splits(doc: ReleaseDoc, item: Item, current: str) -> tuple[Link, ...]:
    """Nobody, then every segment this item may be split by."""
    if not item.banners:
        return ()
    links = [Link(item_url(doc, item), "Nobody", not current)]
    for segment in doc.segments:
        if segment.id in item.banners:
            url = item_url(doc, item, segment.id)
            links.append(Link(url, segment_name(segment), segment.id == current, segment.label))
    return tuple(links)


def highlights(doc: ReleaseDoc) -> tuple[Item, ...]:
    """The headline question, the first table of discs, the personas: what the overview shows large."""
    drawable = [i for i in doc.items if i.topline]
    found = [i for i in drawable if i.headline][:1]
    for kind in ("grid", "persona"):
        found += [i for i in drawable if i.kind == kind][:1]
    return tuple(found or drawable[:1])


def chapters(doc: ReleaseDoc) -> tuple[Chapter, ...]:
    """Every item by section; the chart's n beside it."""
    return tuple(
        Chapter(section.title, tuple(_entry(doc, item) for item in doc.in_section(section.id)))
        for section in doc.sections
        if doc.in_section(section.id)
    )


def _entry(doc: ReleaseDoc, item: Item) -> Entry:
    rows = item.topline.groups[0].rows if item.topline else ()
    known = [row.valid or row.base for row in rows if row.is_shown]
    largest = max((n for n in known if n is not None), default=None)
    return Entry(
        item_url(doc, item),
        item.number or "–",
        short(item.text, 96),
        count(largest) if largest else "not shown",
    )


def neighbours(doc: ReleaseDoc, item: Item) -> tuple[Link | None, Link | None]:
    """The item before and the item after, in questionnaire order."""
    place = doc.items.index(item)
    before = doc.items[place - 1] if place else None
    after = doc.items[place + 1] if place + 1 < len(doc.items) else None
    return _link(doc, before), _link(doc, after)


def _link(doc: ReleaseDoc, item: Item | None) -> Link | None:
    if item is None:
        return None
    return Link(item_url(doc, item), short(item.text, 80), note=item_name(item))


def variables(doc: ReleaseDoc, address: str = "") -> tuple[str, ...]:
    """What was measured, in words, for whoever catalogues data: every item that has a table, or the one whose
    page or split is at `address`.
    """
    items = [item for item in doc.items if item.topline]
    if address:
        items = [item for item in items if address.startswith(item_url(doc, item))]
    return tuple(f"{item_name(item)}: {words(item)}" if item.number else words(item) for item in items)


def withheld(doc: ReleaseDoc) -> str:
    """How much the release does not print, and when it was frozen."""
    day = field_dates(doc.release.date, doc.release.date)
    demo = " Demo data: every answer is invented." if doc.is_demo else ""
    return (
        f"So that nobody can be picked out, {count(doc.hidden.groups)} rows of its tables and "
        f"{count(doc.hidden.cells)} numbers are not printed in this release, and counts are rounded to 5. "
        f"It was frozen on {day}.{demo}"
    )


def protection(doc: ReleaseDoc) -> tuple[str, ...]:
    """What was done so that nobody can be picked out, in sentences; only what the release says."""
    found = [withheld(doc)]
    if (audit := doc.audit) is not None:
        found.append(
            f"After rounding, a program tried to work out hidden numbers of {count(audit.items)} questions "
            f"from everything that is published, as a very patient reader would: {count(audit.programmes)} "
            f"attempts. Where it came too close, more was hidden: {_so_many(audit.withheld, 'group')} to "
            "protect others, the marks of real differences of "
            f"{_so_many(audit.without_letters, 'question')}, comparisons of "
            f"{_so_many(audit.without_banners, 'question')}."
        )
    return tuple(found)


def _so_many(n: int, what: str) -> str:
    return f"{'no' if n == 0 else count(n)} {what}{'' if n == 1 else 's'}"


def tiers(doc: ReleaseDoc) -> tuple[tuple[str, str], ...]:
    """How people were let in, and how many came that way; the groups under 10 are said, not counted."""
    if sum(tier.n is not None for tier in doc.tiers) == 0:
        return ()
    return tuple((tier.label, "under 10" if tier.n is None else count(tier.n)) for tier in doc.tiers)


def weighting(doc: ReleaseDoc) -> tuple[str, ...]:
    """Whether some answers count more than others, for readers, in sentences."""
    w = doc.weights
    if w is None:
        return ("The figures are unweighted: every answer counts the same.",)
    names = _listed([variable.label for variable in w.variables])
    unknown = [
        f"{count(variable.unknown)} for “{variable.label}”" for variable in w.variables if variable.unknown
    ]
    found = [
        f"Shares and means are weighted by {names}, so that these are as in the population named with each "
        "target. Numbers of people are not: n is how many answered.",
        "The weights come from raking: answers are weighted up and down by one target after the other until "
        f"all hold. Nobody counts for less than {w.at_least:g} or more than {w.at_most:g} average answers; "
        "what went beyond was cut, and the rest weighted again until both held. In the end one answer counts "
        f"for {w.smallest:.1f} to {w.largest:.1f}.",
        f"Weighting costs precision: the design effect is {w.design_effect:.2f} (Kish), so that all answers "
        f"together are worth {count(w.effective_n)} equally weighted ones.",
        "People who did not say, or gave an answer that has no target, keep their share of the sample"
        + (f": {_listed(unknown)}." if unknown else "."),
        "Shares that rest on at most 10 people and 5 % are left unweighted: so few people carry no "
        "weighting, and their weights could tell how many they are.",
        "Targets make volunteers look like the population in these few respects. In all others they may "
        "still differ from it.",
    ]
    return tuple(found)


def _listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def citation(doc: ReleaseDoc, publisher: str, address: str) -> str:
    """How to name this release in a text."""
    year = doc.release.date[:4]
    who = f"{publisher} ({year})" if publisher else f"({year})"
    demo = " Demonstration data, invented." if doc.is_demo else ""
    return (
        f"{who}: {doc.survey.title.rstrip('.')}. Wave {doc.wave.number}, release {doc.release.number} of "
        f"{field_dates(doc.release.date, doc.release.date)}. {address}{demo}"
    )


def earlier_wave(doc: ReleaseDoc, waves: Sequence[int]) -> int | None:
    """The last released wave (of `waves`) before this one."""
    return max((number for number in waves if number < doc.wave.number), default=None)


def facts(doc: ReleaseDoc) -> tuple[tuple[str, str], ...]:
    """Label and value; what is withheld is left out."""
    found = [("Wave", str(doc.wave.number))]
    dates = field_dates(doc.wave.opened_on, doc.wave.closed_on)
    if dates:
        found.append(("In the field", dates))
    if doc.analysis_n is not None:
        found.append(("Usable answers", count(doc.analysis_n)))
    if doc.dispositions.complete is not None:
        found.append(("Complete", count(doc.dispositions.complete)))
    if doc.dispositions.left_out is not None:
        found.append(("Left out as careless", count(doc.dispositions.left_out)))
    if doc.weights is not None:
        found.append(("Worth when weighted", count(doc.weights.effective_n)))
    found.append(("Release", str(doc.release.number)))
    return tuple(found)


def wave_links(
    doc: ReleaseDoc, waves: Sequence[int], item: Item | None, having: Sequence[int]
) -> tuple[Link, ...]:
    """Released waves, newest first. On an item's page they lead to the same item where that wave has it
    (`having`).
    """
    links = []
    for number in sorted(waves, reverse=True):
        same = item is not None and number in having
        url = (
            reverse("reports:item", args=[doc.survey.slug, number, item.id])
            if same and item
            else reverse("reports:wave", args=[doc.survey.slug, number])
        )
        links.append(Link(url, f"Wave {number}", number == doc.wave.number))
    return tuple(links)
