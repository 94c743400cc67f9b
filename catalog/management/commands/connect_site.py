"""Connect a site by hand: what its operator sent, in the name of the controller's catalogue administrator."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.commands.connect import SiteEntry, load_site
from portal.accounts.models import User
from portal.refusals import NotVisible, Refused


class Command(BaseCommand):
    """`manage.py connect_site KEY DESCRIBE.json --name-da … --name-en … --public-key HEX --by E-MAIL`."""

    help = "Register a site and take over the datasets it describes, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The site's key and file, its names, its public key, and who acts."""
        parser.add_argument("key")
        parser.add_argument("file", type=Path, help="what `python -m analysis.site describe` printed")
        parser.add_argument("--name-da", required=True)
        parser.add_argument("--name-en", required=True)
        parser.add_argument("--public-key", default="", help="what `work --public-key` printed at the site")
        parser.add_argument("--by", required=True, help="e-mail address of the catalogue administrator who acts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Connect, or say why not; then nothing is kept."""
        by = User.objects.filter(email=options["by"].casefold()).first()
        if by is None:
            raise CommandError(f"No account has the address {options['by']}.")
        entry = SiteEntry(options["key"], options["name_da"], options["name_en"], options["public_key"])
        try:
            description = json.loads(options["file"].read_text(encoding="utf-8"))
            loaded = load_site(by=by, entry=entry, description=description, is_published=False)
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']} cannot be read as JSON.") from error
        except Refused as refusal:
            faults = "".join(f"\n  {fault['path']}: {fault['message']}" for fault in refusal.faults)
            raise CommandError(f"{refusal.sentence}{faults}") from refusal
        except NotVisible as refusal:
            raise CommandError(
                f"{options['by']} does not keep the catalogue of every controller in the file."
            ) from refusal
        self.stdout.write(f"{loaded.site.key}: {', '.join(dataset.key for dataset in loaded.datasets)}")
