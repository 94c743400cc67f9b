"""`clear_site KEY --by E-MAIL --reason "…"`: a site that was stopped works again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.commands.site_alarm import clear_site
from catalog.models import Site
from portal.accounts.models import User
from portal.refusals import NotVisible, Refused


class Command(BaseCommand):
    help = "Let a site work again that was stopped since its ledger went back. The reason is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key")
        parser.add_argument("--by", required=True, help="e-mail address of the administrator who acts")
        parser.add_argument("--reason", required=True, help="why the site may work again")

    def handle(self, *args: Any, key: str, by: str, reason: str, **options: Any) -> None:
        site = Site.objects.filter(key=key).first()
        person = User.objects.filter(email=by.casefold()).first()
        if site is None or person is None:
            raise CommandError(f"No site has the key {key}." if site is None else f"No account has the address {by}.")
        try:
            clear_site(by=person, site=site, reason=reason)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        except NotVisible as refusal:
            raise CommandError(f"{by} is no administrator, or {key} has never answered.") from refusal
        self.stdout.write(f"{key} works again.")
