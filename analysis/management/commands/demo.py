"""`make demo`: the whole product on this machine, with demonstration content, in one command."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from analysis.seeding.cases import seed_cases
from analysis.seeding.people import PEOPLE, address_of, keepers_of, seed_people
from analysis.seeding.sites import SITES, seed_sites
from catalog.commands.demo import load_registers
from catalog.tasks import rebuild
from portal import supervisor
from portal.audit.checkpoints import make_checkpoint

PASSWORD = "indgang-demo"  # noqa: S105 (printed for everybody who starts the demonstration)
PERSONS = 50_000
SEED = 2026


class Command(BaseCommand):
    help = "Migrate, seed the demonstration once, and run web, the workers and beat until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--persons", type=int, default=PERSONS, help="persons in the synthetic registers")
        parser.add_argument("--seed-only", action="store_true", help="prepare everything and stop")

    def handle(self, *, port: int, persons: int, seed_only: bool, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This command is for demonstrations: set DEMO=true, or use `make demo`.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._seed(port, persons)
        if seed_only:
            return
        self._say_where(port)
        environment = {"DEMO": "true", "DEMO_DIR": str(settings.DATA_DIR), "PORT": str(port)}
        raise SystemExit(supervisor.run(port=port, environment=environment, sites=SITES))

    def _seed(self, port: int, persons: int) -> None:
        """Everything once; a second start finds it done."""
        accounts = Path(settings.DATA_DIR) / "accounts.json"
        if not accounts.exists():
            self._tell("Making people, registers, catalogue and twelve finished cases. This takes about a minute.")
            people = seed_people(PASSWORD)
            keepers = keepers_of(people)
            seed_sites(catalogue=keepers, persons=persons, seed=SEED)
            load_registers(by=keepers)
            rebuild()
            seed_cases(people)
            make_checkpoint()
        accounts.write_text(json.dumps(self._accounts(port), ensure_ascii=False, indent=2), encoding="utf-8")

    def _accounts(self, port: int) -> dict[str, Any]:
        signed_in = {key: person for key, person in PEOPLE.items() if person.may_sign_in}
        people = [
            {
                "email": address_of(key),
                "name": person.name,
                "roles": [f"{role.value} ({org})" for org, role in person.posts],
            }
            for key, person in signed_in.items()
        ]
        return {"address": f"http://127.0.0.1:{port}", "password": PASSWORD, "accounts": people}

    def _say_where(self, port: int) -> None:
        self._tell(f"\nIndgang: http://127.0.0.1:{port}\nPassword of all accounts: {PASSWORD}")
        for account in self._accounts(port)["accounts"]:
            self._tell(f"  {account['email']:<24} {', '.join(account['roles'])}")
        self._tell("Ctrl-C ends everything.\n")

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
