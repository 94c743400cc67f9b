"""Walks over everything in a plan, with paths."""

from __future__ import annotations

from collections.abc import Iterator

from . import grammar as g
from .names import Node


def nodes_of(node: object, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every node of a tree, parents first, with its path in the document."""
    if isinstance(node, g.Comparison):
        yield path, node
    elif isinstance(node, Node):
        yield path, node
        for name, info in type(node).model_fields.items():
            key = info.alias or name
            yield from nodes_of(getattr(node, name), f"{path}.{key}" if path else key)
    elif isinstance(node, tuple):
        for at, part in enumerate(node):
            yield from nodes_of(part, f"{path}[{at}]")
    elif isinstance(node, dict):
        for key, part in node.items():
            yield from nodes_of(part, f"{path}.{key}")
