"""Run inside a seeded portal by benchmarks.portal; prints its figures as JSON on the last line."""

from __future__ import annotations

import json
import logging
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 5
APPROVED = {
    "title": "Befolkningen efter region",
    "intended_use": "Måling.",
    "benefit": "Måling.",
    "lay_summary": "Måling.",
    "outcome": "approve",
    "reason": "",
    "plan": {
        "version": 1,
        "title": "Befolkningen efter region",
        "population": {"from": "bef", "where": {"bef.sex": {"eq": "2"}}},
        "variables": {"region": {"from": "bef.region"}, "status": {"from": "bef.civil_status"}},
        "analyses": [{"id": "t1", "method": "crosstab", "rows": ["region"], "columns": ["status"]}],
    },
}


def main() -> None:
    django.setup()
    logging.disable(logging.CRITICAL)
    figures = [*approval_to_released(), *pages()]
    print(json.dumps(figures))


def approval_to_released() -> list[tuple[str, float, str]]:
    """From the steward's last click to the released table: deciding, sealing, the site's work, verifying."""
    from analysis.commands.run import run_job
    from analysis.models import Job, Release
    from analysis.seeding.cases import STEWARDS, check_case, decide_case, send_case
    from portal.accounts.models import User
    from requests_app.models import Decision
    from requests_app.tasks import seal_permit

    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    application = check_case(send_case(APPROVED, people["applicant"]), people["coordinator"])
    decision = Decision.objects.select_related("controller", "application").get(application=application)
    steward = people[STEWARDS[decision.controller.key]]
    begun = time.perf_counter()
    decide_case(APPROVED, decision, steward)
    seal_permit(application.permits.get().pk)
    job = Job.objects.get(permit__application=application)
    asked = time.perf_counter()
    run_job(job.uuid)
    ended = time.perf_counter()
    assert Release.objects.filter(result__job=job).exists()
    return [
        ("last approval to released table", ended - begun, "s"),
        ("of that, the job at the site", ended - asked, "s"),
        ("of that, the portal: decision, seal", asked - begun, "s"),
    ]


def pages() -> list[tuple[str, float, str]]:
    """Median milliseconds and queries of pages, warm, for the person who uses them most."""
    from django.db import connection
    from django.test import Client

    figures: list[tuple[str, float, str]] = []
    for person, name, address in addresses():
        client = Client(SERVER_NAME="127.0.0.1")
        if person is not None:
            client.force_login(person)
        queries: list[str] = []
        with connection.execute_wrapper(counting(queries)):
            answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        times = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
        figures.append((f"page {name}", statistics.median(times), "ms"))
        figures.append((f"queries of {name}", float(len(queries)), "queries"))
    return figures


def counting(queries: list[str]) -> Callable[..., Any]:
    """A wrapper that notes every statement sent to the database."""

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    return note


def addresses() -> list[tuple[Any, str, str]]:
    """(person or None, name, address) of the pages that are measured."""
    from analysis.models import Result
    from portal.accounts.models import User
    from requests_app.models import Application, Plan

    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    case, plan = Application.objects.filter(state="decided").latest("pk"), Plan.objects.latest("pk")
    result = Result.objects.filter(job__permit__isnull=False).latest("pk")
    return [
        (None, "home", "/"),
        (None, "catalogue", "/datasets/"),
        (None, "dataset", "/datasets/bef/"),
        (None, "register", "/register/"),
        (people["applicant"], "plan", f"/plans/{plan.uuid}/"),
        (people["applicant"], "case", f"/cases/{case.uuid}/"),
        (people["applicant"], "result", f"/results/{result.uuid}/"),
        (people["coordinator"], "inbox", "/inbox/"),
        (people["steward1"], "tasks", "/tasks/"),
    ]


if __name__ == "__main__":
    main()
