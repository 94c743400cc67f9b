"""The plan language: read, check, bind, hash, say in words, and draw as empty tables.

A pure package: it imports nothing of ours, and both sides of the wall import it.
"""

from .bound import BoundPlan, bind_plan, changed_datasets, changed_versions, open_bound
from .check import Purpose, check_plan
from .dictionary import CodeList, Dataset, Dictionary, Text, Variable, VariableType
from .faults import Fault, PlanFaults
from .grammar import Plan
from .inference import birth_variable, infer_kinds
from .kinds import Kind
from .labels import icd10_code
from .own_values import infer_own_kinds, own_values
from .protected import PROTECTED_METHODS
from .read_against import read_against
from .reading import read_plan
from .schema import plan_schema
from .sentences import Words, sentences
from .shells import Head, Shell, flow_steps, shells

__all__ = [
    "PROTECTED_METHODS",
    "BoundPlan",
    "CodeList",
    "Dataset",
    "Dictionary",
    "Fault",
    "Head",
    "Kind",
    "Plan",
    "PlanFaults",
    "Purpose",
    "Shell",
    "Text",
    "Variable",
    "VariableType",
    "Words",
    "bind_plan",
    "birth_variable",
    "changed_datasets",
    "changed_versions",
    "check_plan",
    "flow_steps",
    "icd10_code",
    "infer_kinds",
    "infer_own_kinds",
    "open_bound",
    "own_values",
    "plan_schema",
    "read_against",
    "read_plan",
    "sentences",
    "shells",
]
