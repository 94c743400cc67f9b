"""Synthetic linked Danish registers with known truths in them: a whole site, ready to run.

Nobody in them exists. Person numbers are twelve digits that cannot be a CPR number.
"""

from __future__ import annotations

from analysis.site.demo.site import WrittenDemo, write_demo

__all__ = ["WrittenDemo", "write_demo"]
