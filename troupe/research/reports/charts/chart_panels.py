"""The panels of a chart as values: which bars, in which order, how long, and what the rest holds. Drawing and the
words for those who cannot see the chart both read these, so they cannot differ."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from troupe.core.frozen import Frozen
from troupe.people.population.drawing.sample_plan import Margin
from troupe.people.population.spec.age_bands import band
from troupe.people.profile.field_distribution import Comparison, Distribution, Lists, Numbers, Share, shares
from troupe.people.profile.label_meaning import NOT_GIVEN

MOST_BARS = 20
"""Bars of a panel. Of a longer list the rare ones stand together, named below."""
MOST_PANELS = 16
_NAMED = 24
"""Values of a rest that are named."""
_OF_AGES = 3
"""From this many bands of ages in a plan, ages are drawn in its bands."""

Targets = Mapping[str, Mapping[str, float]]
"""The shares that a plan aimed at, by field and value."""


class PanelBar(Frozen):
    """One bar, or of two sets a pair of them. Shares are from 0 to 1. `pale` bars are no value: the rest, or
    nothing given."""

    label: str
    share: float
    count: int | None = None
    second: float | None = None
    target: float | None = None
    pale: bool = False


class ChartPanel(Frozen):
    """One field. `note` stands below the heading, `below` under the bars."""

    heading: str
    note: str
    bars: tuple[PanelBar, ...]
    below: str = ""


def panel_of(of: Distribution, targets: Mapping[str, float] | None = None) -> ChartPanel:
    """A field of one set, with what was aimed at, if that is known."""
    aims = {_key(label): share for label, share in (targets or {}).items()}
    bars = [
        PanelBar(label=line.value, share=line.share, count=line.count, target=aims.get(_key(line.value)))
        for line in shares(of)
    ]
    missing_labels = [label for label in targets or {} if _key(label) not in {_key(bar.label) for bar in bars}]
    if bars and len(missing_labels) < len(targets or {}):
        bars += [PanelBar(label=label, share=0.0, count=0, target=aims[_key(label)]) for label in missing_labels]
    bars, below = _with_rest(bars, keep=isinstance(of, Numbers), several=isinstance(of, Lists))
    if of.known < of.people:
        share = (of.people - of.known) / of.people
        below = "  ·  ".join(
            filter(None, (below, f"{NOT_GIVEN}: {of.people - of.known} of {of.people} ({share:.0%})"))
        )
    return ChartPanel(heading=heading_of(of.field), note=_note(of), bars=tuple(bars), below=below)


def compared_panel(compared: Comparison) -> ChartPanel:
    """A field of two sets."""
    bars = [PanelBar(label=row.value, share=row.first, second=row.second) for row in compared.rows]
    several = isinstance(compared.first, Lists)
    bars, below = _with_rest(bars, keep=isinstance(compared.first, Numbers), several=several)
    ks = f"  ·  KS {compared.ks:.2f}" if compared.ks is not None else ""
    if compared.matched:
        names = groupby(sorted(compared.matched, key=lambda pair: pair[1]), key=lambda pair: pair[1])
        told = "; ".join(f"{name}: {', '.join(label for label, _ in pairs)}" for name, pairs in names)
        below = "  ·  ".join(filter(None, (below, f"counted together: {told}")))
    return ChartPanel(
        heading=heading_of(compared.field), note=f"{compared.apart:.0%} apart{ks}", bars=tuple(bars), below=below
    )


def margin_panels(margins: Sequence[Margin], people: int) -> tuple[ChartPanel, ...]:
    """Every field of a sample, as it was aimed at and as it was reached."""
    panels: list[ChartPanel] = []
    for field, values in groupby(margins, key=lambda margin: margin.field):
        group = list(values)
        of = group[0].people
        bars = [_of_margin(margin) for margin in group if margin.people]
        off = sum(abs(margin.achieved - margin.target) for margin in group)
        note = "target met to the person" if not off else f"{off} off the target in all"
        if of < people:
            note += f"  ·  of {of} people to whom it applies"
        bars, below = _with_rest(bars, keep=False, several=sum(margin.achieved for margin in group) > of)
        panels.append(ChartPanel(heading=heading_of(field), note=note, bars=tuple(bars), below=below))
    return tuple(panel for panel in panels if panel.bars)


def targets_of(margins: Iterable[Margin]) -> Targets:
    """The shares a sample aimed at."""
    targets: dict[str, dict[str, float]] = {}
    for margin in margins:
        if margin.people:
            targets.setdefault(margin.field, {})[margin.value] = margin.target / margin.people
    return targets


def targeted_panel(of: Distribution, targets: Targets, ages: Sequence[float]) -> ChartPanel:
    """A field of a set that was drawn, with the targets of its plan; ages in the bands of the plan."""
    aims = targets.get(of.field.split(".", 1)[-1] if of.field.startswith("demographics.") else of.field)
    aims = aims or targets.get(of.field.split(".")[-1])
    if isinstance(of, Numbers) and aims and len(aims) >= _OF_AGES and all(band(label) for label in aims):
        lines = [(label, band(label) or (0, 0)) for label in aims]
        counts = [(label, sum(first <= age <= last for age in ages)) for label, (first, last) in lines]
        bands = tuple(Share(value=label, count=n, share=n / len(ages)) for label, n in counts)
        return panel_of(of.model_copy(update={"bands": bands}), aims)
    return panel_of(of, aims)


def heading_of(field: str) -> str:
    """A field as a heading: the last word of its path."""
    text = field.split(".")[-1].replace("_", " ")
    return text[:1].upper() + text[1:]


def _of_margin(margin: Margin) -> PanelBar:
    share, target = margin.achieved / margin.people, margin.target / margin.people
    return PanelBar(label=margin.value, share=share, count=margin.achieved, target=target)


def _with_rest(bars: list[PanelBar], *, keep: bool, several: bool) -> tuple[list[PanelBar], str]:
    """The bars, the rarest of a long list together as one, and the words that say what is in it. Items of lists
    have no sum: the rare ones are only named."""
    if keep or len(bars) <= MOST_BARS:
        return bars, ""
    by_weight = sorted(bars, key=lambda bar: -max(bar.share, bar.second or 0.0))
    rare = {id(bar) for bar in by_weight[MOST_BARS - 1 :]}
    rest = [bar for bar in bars if id(bar) in rare]
    shown_bars = [bar for bar in bars if id(bar) not in rare]
    below = f"{'also' if several else 'the rest'}: {_named(rest)}"
    if several:
        return shown_bars, below
    whole = PanelBar(
        label=f"the rest, {len(rest)} values",
        share=sum(bar.share for bar in rest),
        count=sum(bar.count or 0 for bar in rest) if rest[0].count is not None else None,
        second=sum(bar.second or 0.0 for bar in rest) if rest[0].second is not None else None,
        target=sum(bar.target or 0.0 for bar in rest) if any(bar.target is not None for bar in rest) else None,
        pale=True,
    )
    return [*shown_bars, whole], below


def _named(rest: Sequence[PanelBar]) -> str:
    """The values of a rest with their shares; of very many, the first."""
    named = ", ".join(f"{bar.label} {_shares(bar)}" for bar in rest[:_NAMED])
    if len(rest) <= _NAMED:
        return named
    most = max(max(bar.share, bar.second or 0.0) for bar in rest[_NAMED:])
    return f"{named} and {len(rest) - _NAMED} more, none above {_percent(most)}"


def _shares(bar: PanelBar) -> str:
    return _percent(bar.share) if bar.second is None else f"{_percent(bar.share)} and {_percent(bar.second)}"


def _note(of: Distribution) -> str:
    if isinstance(of, Numbers):
        return f"mean {of.mean:.3g}, median {of.median:.3g}, {of.least:g} to {of.most:g}"
    if isinstance(of, Lists):
        return f"share of people who have each; {len(of.shares)} in all"
    ordered = ", in order" if of.ordered else ""
    return f"{len(of.shares)} value{'s' if len(of.shares) != 1 else ''}{ordered}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 or not share else "<1%"


def _key(label: str) -> str:
    return " ".join(label.casefold().split())
