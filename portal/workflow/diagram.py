"""Draws the transition tables for the docs. The page is generated; drift fails a test."""

from portal.workflow.tables import TABLES, Step, Table

HEAD = "# Transitions\n\nDrawn from the tables in code by `manage.py workflow_diagram`; do not edit.\n"


def page() -> str:
    """The whole page: each table as a diagram and in lines."""
    return HEAD + "".join(f"\n{section(TABLES[name])}" for name in sorted(TABLES))


def section(table: Table) -> str:
    """One table."""
    lines = [f"| {' | '.join(cells)} |" for cells in map(_cells, table.transitions)]
    head = "| Verb | From | To | Permission | Not by | Fact |\n|---|---|---|---|---|---|\n"
    return f"## {table.name}\n\n```mermaid\n{mermaid(table)}\n```\n\n{head}" + "\n".join(lines) + "\n"


def mermaid(table: Table) -> str:
    """The state diagram; what leaves the state unchanged is a loop."""
    arrows = [f"    {source} --> {target}: {step.verb}" for step in table.transitions for source, target in ends(step)]
    return "\n".join(["stateDiagram-v2", *(f"    {state}" for state in table.states.values), *arrows])


def ends(step: Step) -> list[tuple[str, str]]:
    """Every (from, to) of a line."""
    return [(source, target) for source in step.sources for target in (step.targets or (source,))]


def _cells(step: Step) -> tuple[str, ...]:
    return (
        step.verb,
        ", ".join(step.sources),
        ", ".join(step.targets) or "(unchanged)",
        step.permission.value if step.permission else "(time or another fact)",
        ", ".join(sorted(role.value for role in step.not_by)) or "-",
        step.fact.__name__,
    )
