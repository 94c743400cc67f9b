"""Which organisations a person acts for as a steward follows from the memberships, asked once."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from portal.accounts import Role
from portal.accounts.models import User
from portal.accounts.policy import forget_roles, roles_of
from requests_app.roles import stewarded_by
from requests_app.selectors.counts import with_steward
from requests_app.states import ApplicationState


def test_a_steward_without_a_second_factor_acts_for_nobody(case_at, settings):
    steward = case_at(ApplicationState.ASSESSING).people.stewards["sds"]
    assert stewarded_by(steward) and with_steward(steward) == 1
    settings.DEMO_RELAX_SECOND_FACTOR = False
    steward = User.objects.get(pk=steward.pk)
    assert stewarded_by(steward) == frozenset() and with_steward(steward) == 0
    Authenticator.objects.create(user=steward, type=Authenticator.Type.TOTP, data={})
    forget_roles(steward)
    assert stewarded_by(steward) and with_steward(steward) == 1


def test_the_memberships_are_asked_for_once(person, organisation, django_assert_num_queries):
    steward, sds = User.objects.get(pk=person(Role.STEWARD, of="sds").pk), organisation("sds")
    with django_assert_num_queries(1):
        assert Role.STEWARD in roles_of(steward)
        assert stewarded_by(steward) == stewarded_by(steward) == {sds.pk}


def test_a_visitor_and_an_applicant_are_stewards_of_nothing(person):
    assert stewarded_by(AnonymousUser()) == stewarded_by(person()) == frozenset()
