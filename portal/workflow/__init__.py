"""The engine of the case work: tables, verbs, facts, refusals. Importable before the models are loaded."""

from portal.refusals import Conflict, NotVisible, Refused
from portal.workflow.engine import as_bool, locked, record
from portal.workflow.facts import FACTS, Fact, on
from portal.workflow.tables import TABLES, Step, T, Table

__all__ = [
    "FACTS",
    "TABLES",
    "Conflict",
    "Fact",
    "NotVisible",
    "Refused",
    "Step",
    "T",
    "Table",
    "as_bool",
    "locked",
    "on",
    "record",
]
