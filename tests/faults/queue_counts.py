"""Fills an empty portal: people, the real site nhefs, and as many feasibility counts in its queue as are asked for.

Run in a process of its own, since the portal it fills is not the one of the suite: ``python -m tests.faults.queue_counts 40``.
Prints a JSON list of the jobs, in the order of the queue.
"""

import json
import sys

import django

PASSWORD = "a password nobody signs in with"
YOUNGEST = 26


def plan_of(age):
    """Persons of at least an age: each age is another set, and none is near another."""
    return {
        "version": 1,
        "title": f"{age}+",
        "population": {"from": "nhefs", "where": {"nhefs.age": {"ge": age}}},
        "variables": {"sex": {"from": "nhefs.sex"}},
        "analyses": [{"id": "t", "method": "crosstab", "rows": ["sex"]}],
    }


def main(counts):
    django.setup()
    from django.core.management import call_command

    from analysis.commands.feasibility import count_plan
    from analysis.seeding.people import keepers_of, seed_people
    from analysis.seeding.sites import seed_sites
    from requests_app.commands.plans import create_plan

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    people = seed_people(PASSWORD)
    seed_sites(catalogue=keepers_of(people), persons=0, seed=0, names=["nhefs"])
    somebody = people["applicant"]
    plans = [create_plan(by=somebody, document=plan_of(age)) for age in range(YOUNGEST, YOUNGEST + counts)]
    print(json.dumps([str(count_plan(by=somebody, plan=plan).uuid) for plan in plans]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
