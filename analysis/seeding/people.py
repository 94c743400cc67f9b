"""The people and organisations of the demonstration."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from catalog.commands.demo import demo_controllers
from portal.accounts import Role
from portal.accounts.commands import appoint
from portal.accounts.models import Organisation, OrganisationKind, User

DOMAIN = "demo.test"


@dataclass(frozen=True)
class DemoPerson:
    """An account. ``posts`` are (organisation key, role); ``may_sign_in`` is False for who only keeps the books."""

    name: str
    posts: tuple[tuple[str, Role], ...]
    may_sign_in: bool = True


ORGANISATIONS = {
    "demo_myndighed": ("Demomyndigheden", "The Demo Authority", OrganisationKind.AUTHORITY),
    "demo_universitet": ("Demouniversitetet", "The Demo University", OrganisationKind.RESEARCH),
}

PEOPLE = {
    "applicant": DemoPerson("Mette Holm", (("demo_universitet", Role.APPLICANT),)),
    "member": DemoPerson("Lars Juul", (("demo_universitet", Role.APPLICANT),)),
    "coordinator": DemoPerson("Anne Friis", (("demo_myndighed", Role.COORDINATOR),)),
    "steward1": DemoPerson("Søren Krag", (("sds", Role.STEWARD), ("open_research", Role.STEWARD))),
    "steward2": DemoPerson("Ida Bech", (("demo_befolkning", Role.STEWARD),)),
    "checker": DemoPerson("Karen Munk", (("demo_myndighed", Role.CHECKER),)),
    "catalogue": DemoPerson("Jens Toft", (("sds", Role.CATALOGUE_ADMIN), ("open_research", Role.CATALOGUE_ADMIN))),
    "catalogue2": DemoPerson(
        "Else Vang",
        tuple((key, Role.CATALOGUE_ADMIN) for key in ("demo_befolkning", "ssi", "cpr_administrationen")),
        may_sign_in=False,
    ),
    "auditor": DemoPerson("Ole Riis", (("demo_myndighed", Role.AUDITOR),)),
    "admin": DemoPerson("Birthe Lind", (("demo_myndighed", Role.ADMIN),)),
}


@transaction.atomic
def seed_people(password: str) -> dict[str, User]:
    """Make the organisations and accounts, or find them. Returns the people by the first part of their address."""
    demo_controllers()
    for key, (name_da, name_en, kind) in ORGANISATIONS.items():
        Organisation.objects.get_or_create(key=key, defaults={"name_da": name_da, "name_en": name_en, "kind": kind})
    return {key: _person(key, person, password) for key, person in PEOPLE.items()}


def keepers_of(people: dict[str, User]) -> dict[str, User]:
    """Controller key -> its catalogue administrator."""
    return {
        organisation: people[key]
        for key, person in PEOPLE.items()
        for organisation, role in person.posts
        if role is Role.CATALOGUE_ADMIN
    }


def address_of(key: str) -> str:
    """The e-mail address of a demonstration account."""
    return f"{key}@{DOMAIN}"


def _person(key: str, person: DemoPerson, password: str) -> User:
    found = User.objects.filter(email=address_of(key)).first()
    if found is not None:
        return found
    user = User.objects.create_user(address_of(key), password if person.may_sign_in else None, name=person.name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for organisation, role in person.posts:
        appoint(user=user, organisation=Organisation.objects.get(key=organisation), role=role)
    return user
