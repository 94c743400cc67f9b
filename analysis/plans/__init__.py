"""The plan language: read, check, bind, hash, say in words, and draw as empty tables.

A pure package: it imports nothing of ours, and both sides of the wall import it.
"""

from .dictionary import CodeList, Dataset, Dictionary, Text, Variable, VariableType
from .faults import Fault, PlanFaults
from .grammar import Plan
from .reading import read_plan

__all__ = [
    "CodeList",
    "Dataset",
    "Dictionary",
    "Fault",
    "Plan",
    "PlanFaults",
    "Text",
    "Variable",
    "VariableType",
    "read_plan",
]
