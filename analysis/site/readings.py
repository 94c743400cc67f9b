"""Can the data be read as site.toml says? Proved by `check`, and by a job again once the files are others.

Messages name keys of the manifest, never a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlglot import exp

from analysis.plans import Fault, VariableType
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.engines.kinds import kind_of
from analysis.site.errors import SiteFaults, site_fault
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.proofs import Fact, Proofs
from analysis.site.relations import code_value, find_column, is_readable, means_missing, variable_value

UNREADABLE_SHARE = 0.01
"""More values than this that a type or format cannot read are a fault of the manifest, not of single rows."""
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)
"""Days that a register can be about; others are a format read wrongly, or a code that means missing."""


def prove_readable(manifest: Manifest, keys: Iterable[str], engine: Engine, proofs: Proofs) -> None:
    """Raises SiteFaults for datasets whose files are not, or no longer, as site.toml says.

    What was proved of files that lie there unchanged is not proved again. Of a table of a database only the columns are
    looked at: it would be read whole by every job.
    """
    faults: list[Fault] = []
    for dataset in (manifest.datasets[key] for key in keys):
        if proofs.holds(Fact.READABLE, dataset.key):
            continue
        missing = list(column_faults(dataset, engine))
        faults += missing
        if not missing and dataset.source.files:
            faults += value_faults(dataset, manifest, engine, proofs)
    if faults:
        raise SiteFaults(faults)


def column_faults(dataset: ManifestDataset, engine: Engine) -> Iterator[Fault]:
    """Columns that are not there, or of a type that the variable cannot be read from."""
    path, columns = f"datasets.{dataset.key}", engine.columns(dataset.view)
    if dataset.person is not None and find_column(columns, dataset.person) is None:
        yield site_fault("column_missing", f"{path}.person")
    for name, variable in dataset.declared.variables.items():
        found = find_column(columns, variable.column or name)
        if found is None:
            yield site_fault("column_missing", f"{path}.variables.{name}")
        elif not is_readable(variable, columns[found]):
            yield site_fault("column_type", f"{path}.variables.{name}")


def value_faults(dataset: ManifestDataset, manifest: Manifest, engine: Engine, proofs: Proofs) -> Iterator[Fault]:
    """Variables of which more than one value in a hundred is there but cannot be read; one scan for all."""
    counts: list[trees.Tree] = []
    names = list(dataset.declared.variables)
    for name in names:
        is_there, is_read = _read_of(dataset, name, manifest, engine)
        counts += [_count_where(is_there), _count_where(trees.both([is_there.copy(), trees.not_(is_read)]))]
    row = engine.rows(exp.select(*counts).from_(trees.table(dataset.view)))[0] if counts else ()
    unread = [name for at, name in enumerate(names) if row[2 * at + 1] > UNREADABLE_SHARE * row[2 * at]]
    yield from (site_fault("unreadable_values", f"datasets.{dataset.key}.variables.{name}") for name in unread)
    if not unread:
        proofs.add(Fact.READABLE, dataset.key)


def _read_of(dataset: ManifestDataset, name: str, manifest: Manifest, engine: Engine) -> tuple[trees.Tree, trees.Tree]:
    """Whether a row has something in the variable's column, and whether it is read as a value that can be."""
    variable, columns = dataset.variable(name), engine.columns(dataset.view)
    found = find_column(columns, variable.column or name) or name
    raw, kind = trees.column(found), kind_of(columns[found])
    there: trees.Tree = trees.not_(trees.is_null(code_value(raw, kind)))
    if variable.missing:
        there = trees.both([there, trees.not_(means_missing(raw.copy(), kind, variable))])
    value = variable_value(variable, name, columns, manifest.timezone)
    read: trees.Tree = trees.not_(trees.is_null(value))
    if variable.type is VariableType.DATE:
        first, last = (trees.date(day.isoformat()) for day in (FIRST_DAY, LAST_DAY))
        read = trees.both([read, exp.Between(this=value.copy(), low=first, high=last)])
    return there, read


def _count_where(condition: trees.Tree) -> trees.Tree:
    return exp.Count(this=trees.case([(condition, trees.whole(1))]))
