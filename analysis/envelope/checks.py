"""The site's rules about an opened envelope. Objects in, verdict out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from analysis.envelope.bodies import EnvelopeBody, PermitLine
from analysis.envelope.refusals import EnvelopeRefused

A_DAY = timedelta(days=1)
"""How far the day of an approval may lie ahead of UTC's: the authority has a time zone of its own."""


def check_envelope(body: EnvelopeBody, *, site: str, now: datetime) -> None:
    """Raise EnvelopeRefused for another site's envelope or one outside its time. ``now`` is aware."""
    if body.site != site:
        raise EnvelopeRefused("envelope.other_site")
    if now < body.not_before:
        raise EnvelopeRefused("envelope.not_yet_valid")
    if not body.is_valid_at(now):
        raise EnvelopeRefused("envelope.expired")
    if body.opt_out_date is not None and (body.permit is None or body.opt_out_date > (now + A_DAY).date()):
        raise EnvelopeRefused("envelope.opt_out_date")


def check_lines(
    *, variables_used: Mapping[str, Collection[str]], methods: Iterable[str], lines: Iterable[PermitLine]
) -> None:
    """Raise EnvelopeRefused unless every dataset, variable and method lies inside the lines of the permit.

    ``variables_used`` maps each dataset of the plan to the variables it reads there. A method must be allowed by the
    line of every dataset that the plan uses, since its figures are made of all of them.
    """
    by_dataset = {line.dataset: line for line in lines}
    wanted_methods = set(methods)
    for dataset, variables in variables_used.items():
        line = by_dataset.get(dataset)
        if line is None or not set(variables) <= set(line.variables) or not wanted_methods <= set(line.methods):
            raise EnvelopeRefused("envelope.outside_permit")
