"""The site's own door: `python -m analysis.site check|describe|run|work|demo|review`. Needs no portal.

Exit codes: 0 a document was printed, 2 faults of plan or site (a JSON list on standard error), 3 a refused envelope.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from analysis.envelope import EnvelopeRefused
from analysis.plans import Fault, PlanFaults
from analysis.site.errors import SiteFaults, site_fault
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.open_sites import OPEN_SITES, copy_site
from analysis.site.reader import end_with_reader

OK, FAULTS, REFUSED = 0, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        _COMMANDS[asked.command](asked)
    except (SiteFaults, PlanFaults) as wrong:
        _complain([fault.as_json(asked.language) for fault in wrong.faults])
        return FAULTS
    except EnvelopeRefused as refusal:
        _complain({"refused": refusal.code})
        return REFUSED
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.site", description=__doc__)
    parser.add_argument("--language", choices=("da", "en"), default="en", help="language of the messages")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (
        ("check", "validate site.toml against the data"),
        ("describe", "print the coarse profile of the datasets"),
        ("review", "decide held figures"),
    ):
        commands.add_parser(name, help=words).add_argument("directory", type=Path)
    _add_run(commands.add_parser("run", help="run a plan"))
    work = commands.add_parser("work", help="one envelope on standard input, one signed result on standard output")
    work.add_argument(
        "--site", type=Path, dest="directory", help="without it, the first line of the input names the folder"
    )
    work.add_argument("--public-key", action="store_true", help="print the site's public key and stop")
    demo = commands.add_parser("demo", help="write the synthetic Danish registers, or lay out real, open data")
    demo.add_argument("directory", type=Path)
    demo.add_argument("--persons", type=int, default=50_000)
    demo.add_argument("--seed", type=int, default=None)
    demo.add_argument("--open", choices=OPEN_SITES, default=None, help="lay out this site of real data instead")
    return parser


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("plan", type=Path)
    run.add_argument("--site", type=Path, required=True, dest="directory")
    run.add_argument("--profile", default=None, help="a stricter profile")
    run.add_argument(
        "--opt-outs-as-of", type=date.fromisoformat, default=None, help="day of approval; today if not given"
    )
    run.add_argument("--purpose", choices=("feasibility", "request", "permit"), default="request")
    ledgers = run.add_mutually_exclusive_group()
    ledgers.add_argument("--fresh-ledger", action="store_const", const="fresh", dest="ledger")
    ledgers.add_argument("--site-ledger", action="store_const", const="site", dest="ledger")
    run.set_defaults(ledger="trial")


def _check(asked: argparse.Namespace) -> None:
    from analysis.site.describing import check_site

    leaves_network = check_site(load_manifest(asked.directory), limits=Limits())
    _print({"ok": True, "leaves_network": leaves_network})


def _describe(asked: argparse.Namespace) -> None:
    from analysis.site.describing import describe_site
    from analysis.site.ledger import LedgerMode

    _print(describe_site(load_manifest(asked.directory), mode=LedgerMode.SITE, limits=Limits()).document)


def _run(asked: argparse.Namespace) -> None:
    from analysis.site.ledger import LedgerMode
    from analysis.site.run import run_plan

    try:
        plan = asked.plan.read_bytes()
    except OSError:
        raise SiteFaults([site_fault("no_plan", "plan")]) from None
    manifest = load_manifest(asked.directory)
    mode = LedgerMode(asked.ledger)
    _print(
        run_plan(
            manifest, plan, purpose=asked.purpose, profile=asked.profile, mode=mode, opt_outs_as_of=asked.opt_outs_as_of
        )
    )


def _work(asked: argparse.Namespace) -> None:
    from analysis.site.keys import site_key
    from analysis.site.work import work

    if asked.public_key:
        sys.stdout.write(site_key(load_manifest(asked.directory or Path()).state).public.hex + "\n")
        return
    end_with_reader()
    directory, message = asked.directory, sys.stdin.buffer.read()
    if directory is None:
        if not message:  # kept ready by a worker that ended
            return
        name, _, message = message.partition(b"\n")
        directory = Path(os.fsdecode(name))
    sys.stdout.buffer.write(work(load_manifest(directory), message) + b"\n")


def _demo(asked: argparse.Namespace) -> None:
    if asked.open is not None:
        _print({"directory": str(copy_site(asked.open, asked.directory))})
        return
    from analysis.site.demo import write_demo

    seed = {} if asked.seed is None else {"seed": asked.seed}
    try:
        written = write_demo(asked.directory, persons=asked.persons, **seed)
    except ValueError:
        raise SiteFaults([site_fault("wrong_value", "persons")]) from None
    _print({"directory": str(written.directory), "rows": dict(written.rows)})


def _review(asked: argparse.Namespace) -> None:
    """This version holds no figure back: every figure is released or withheld, so there is nothing to decide."""
    load_manifest(asked.directory)
    _print({"held": [], "message": site_fault("nothing_held", "").as_json(asked.language)["message"]})


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "check": _check,
    "describe": _describe,
    "run": _run,
    "work": _work,
    "demo": _demo,
    "review": _review,
}


def _print(document: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")


def _complain(document: Mapping[str, Any] | Iterable[Fault | Mapping[str, str]]) -> None:
    sys.stderr.write(json.dumps(document, ensure_ascii=False) + "\n")
