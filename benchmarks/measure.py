"""Figures, the clock, and the place where the benchmarks put their data."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROUNDS = 3


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, how much, in which unit."""

    subject: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:,.2f} {self.unit}" if self.value < 100 else f"{self.value:,.0f} {self.unit}"


@dataclass(frozen=True)
class Cost:
    """Wall seconds and peak memory (MiB) of a command with all it started."""

    seconds: float
    mebibytes: float


class CommandFailed(RuntimeError):
    """A measured command ended with an error: its figures would mean nothing."""


def median_of(act: Callable[[], float], *, rounds: int = ROUNDS) -> float:
    """The median of some rounds of something that returns seconds."""
    return statistics.median(act() for _ in range(rounds))


def seconds_of(act: Callable[[], Any]) -> float:
    """Wall seconds of one call."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def run_python(*arguments: str) -> tuple[Cost, str]:
    """Run this Python with arguments; its cost and what it printed. Raises CommandFailed."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    process.stdout.close()
    if process.returncode:
        raise CommandFailed(" ".join(arguments))
    # Linux counts in KiB, macOS in bytes.
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Cost(seconds, usage.ru_maxrss / scale), printed


@dataclass
class Workspace:
    """A folder for data, the number of persons, and the demo written once for all that need it."""

    directory: Path
    persons: int
    costs: dict[int, Cost] = field(default_factory=dict)

    def demo(self, persons: int) -> Path:
        """The protected demo site of so many persons; written at first use, its cost remembered.

        One that lies there from an earlier run is used as it is, and has no cost.
        """
        site = self.directory / f"demo-{persons}"
        if persons not in self.costs and not site.exists():
            self.costs[persons], _ = run_python("-m", "analysis.site", "demo", str(site), "--persons", str(persons))
        return site

    def open_demo(self, persons: int) -> Path:
        """The same data as open data: no protection, no ledger, full precision."""
        protected, opened = self.demo(persons), self.directory / f"open-{persons}"
        if not opened.exists():
            hidden = shutil.ignore_patterns(".*")
            shutil.copytree(protected, opened, ignore=hidden, copy_function=os.link)
            (opened / "site.toml").unlink()
            manifest = (protected / "site.toml").read_text("utf-8")
            (opened / "site.toml").write_text(manifest.replace('profile = "dk-health"', "open_data = true"), "utf-8")
        return opened

    def plan(self, name: str, document: dict[str, Any]) -> Path:
        """A plan written where `run` can read it."""
        path = self.directory / f"{name}.json"
        path.write_text(json.dumps(document), "utf-8")
        return path


def cost_of_plan(site: Path, plan: Path, *options: str) -> tuple[Cost, dict[str, Any]]:
    """Cost and result document of `python -m analysis.site run`; every figure must have been released."""
    cost, printed = run_python("-m", "analysis.site", "run", str(plan), "--site", str(site), *options)
    document: dict[str, Any] = json.loads(printed)
    if any(result["status"] != "released" for result in document["results"]):
        raise CommandFailed(f"withheld: {plan.name}")
    return cost, document


def run_plan(site: Path, plan: Path, *options: str) -> tuple[float, dict[str, Any]]:
    """Seconds and result document of the same."""
    cost, document = cost_of_plan(site, plan, *options)
    return cost.seconds, document


def run_at_ready_site(site: Path, plan: Path, mode: str = "trial") -> float:
    """Seconds of the same at a site that waits for its job, as a worker keeps it: nothing is started any more."""
    _, printed = run_python("-m", "benchmarks.ready", str(site), str(plan), mode)
    return float(printed)


def ratios(name: str, bare: float, job: Callable[[], float], ready: Callable[[], float]) -> list[Figure]:
    """How far a job lies from its bare query, as a command of its own and at a site that waits for it."""
    alone, waited = median_of(job), median_of(ready)
    return [
        Figure(f"{name}: as a command of its own", alone, "s"),
        Figure(f"{name}: at a site that waits", waited, "s"),
        Figure(f"{name}: that is slower by", waited / bare, "times"),
        Figure(f"{name}: that is more by", waited - bare, "s"),
    ]


def both(site: tuple[Path, Path], bare: float, plan: Path) -> list[Figure]:
    """The ratios on open data and protected; `site` is the open one and the protected one."""
    opened, protected = site
    run_plan(protected, plan, "--fresh-ledger")  # enrols the persons; done once in a site's life
    return [
        *ratios("open data", bare, lambda: run_plan(opened, plan)[0], lambda: run_at_ready_site(opened, plan)),
        *ratios(
            "protected",
            bare,
            lambda: run_plan(protected, plan, "--fresh-ledger")[0],
            lambda: run_at_ready_site(protected, plan, "fresh"),
        ),
    ]


def thousands(persons: int) -> str:
    """A number of persons for a heading: `50,000`."""
    return f"{persons:,}"


Benchmark = Callable[[Workspace], Sequence[Figure]]
