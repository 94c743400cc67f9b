"""One module per method: the raw result, and the evidence that the protector needs. A method decides nothing.

`METHODS` names them all. `open_result` makes the result of an analysis on open data, at full precision.
"""

from .open_results import METHODS, open_result

__all__ = ["METHODS", "open_result"]
