"""Invitations to an address: who gets them, who learns of them, and what a yes opens and ends."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from portal.accounts import Role
from portal.accounts.models import User
from portal.audit.models import Event
from portal.notices.models import Mail, Notice
from portal.workflow import Conflict, NotVisible, Refused
from requests_app.commands import checking, decisions
from requests_app.commands.members import (
    accept_invitation,
    decline_invitation,
    deliver_invitations,
    invite_member,
    remove_member,
)
from requests_app.models import Decision, Member
from requests_app.selectors.cases import applications_visible_to, case_for
from requests_app.selectors.counts import with_applicant
from requests_app.selectors.invitations import invitation_for, invitation_page, invitations_of
from requests_app.selectors.people import parties_of
from requests_app.states import OPEN_MEMBERS, ApplicationState, DecisionState, MemberState
from requests_app.workflow import MEMBER, handling_facts

A, M = ApplicationState, MemberState


def code_of(verb, **arguments):
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.code


def invited(case, email, **more):
    return invite_member(by=case.applicant, application=case, email=email, **more)


def told(user):
    """Facts of the person's notices, and whether a mail waits for each."""
    return [
        (notice.event.fact, Mail.objects.filter(notice=notice).exists()) for notice in Notice.objects.filter(user=user)
    ]


# --- The table --------------------------------------------------------------------------------------------------------

VERBS = {
    "accept": lambda member: accept_invitation(by=member.user, member=member, expected_version=member.version),
    "decline": lambda member: decline_invitation(by=member.user, member=member, expected_version=member.version),
    "remove": lambda member: remove_member(by=member.application.applicant, member=member),
}
TARGETS = {"accept": M.ACCEPTED, "decline": M.DECLINED, "remove": M.REMOVED}


def test_every_verb_of_a_person_is_walked_here():
    assert set(VERBS) == set(MEMBER.verbs) - {"deliver"}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(M))
def test_each_verb_exists_in_its_states_only(member_at, verb, state):
    member = member_at(state)
    if state in MEMBER.states_without(verb):
        assert code_of(VERBS[verb], member=member) == "state"
        assert Member.objects.get(pk=member.pk).state == state
        return
    found = VERBS[verb](member)
    assert (found.state, found.version) == (TARGETS[verb], member.version + 1)
    step = MEMBER.step(verb, state)
    event = Event.objects.filter(stream=member.stream).latest("seq")
    assert (event.fact, event.payload) == (step.fact.__name__, {"member": member.pk})


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_answer_is_the_invited_persons_own_and_from_the_newest_version(member_at, person, verb):
    member = member_at(M.INVITED)
    command = {"accept": accept_invitation, "decline": decline_invitation}[verb]
    for other in (member.application.applicant, person(), person(Role.COORDINATOR), person(Role.AUDITOR)):
        with pytest.raises(NotVisible):
            command(by=other, member=member, expected_version=member.version)
    with pytest.raises(Conflict):
        command(by=member.user, member=member, expected_version=member.version - 1)
    assert Member.objects.get().state == M.INVITED


def test_only_the_applicant_invites_and_removes(member_at, person):
    member = member_at(M.ACCEPTED)
    for other in (member.user, person()):
        with pytest.raises(NotVisible):
            invite_member(by=other, application=member.application, email="x@demo.test")
        with pytest.raises(NotVisible):
            remove_member(by=other, member=member)


# --- Whether an account exists is not said ----------------------------------------------------------------------------


def seen_by_applicant(case, email):
    """What the applicant can see of an invitation: the row as the page shows it, and the event of the own act."""
    member = invited(case, email)
    event = Event.objects.get(stream=case.stream, fact="MemberInvited", payload={"member": member.pk})
    return (str(member).replace(email, "…"), member.state, member.accepted_at, event.by), member


def test_an_address_with_and_without_an_account_get_the_same_answer(draft, person):
    case, other = draft(), person(name="Kendt Person")
    with_account, known = seen_by_applicant(case, other.email)
    without, unknown = seen_by_applicant(case, "nobody@demo.test")
    assert with_account == without == ("…", M.INVITED, None, case.applicant)
    assert (known.user, unknown.user) == (other, None)


def test_an_address_that_is_in_the_case_is_refused_whoever_holds_it(draft, person):
    case, other = draft(), person()
    own = case.applicant.email
    EmailAddress.objects.create(user=case.applicant, email="own2@demo.test", verified=True)
    for email in (own, own.upper(), "own2@demo.test"):
        assert code_of(invited, case=case, email=email) == "member.already"
    assert invited(case, f" {other.email.upper()} ").email == other.email
    invited(case, "nobody@demo.test")
    for email in (other.email, "NOBODY@demo.test"):
        assert code_of(invited, case=case, email=email) == "member.already"
    assert Member.objects.count() == 2


def test_a_second_address_of_somebody_in_the_case_waits_and_tells_nothing(draft, person, join):
    case, other = draft(), person()
    join(case, other)
    EmailAddress.objects.create(user=other, email="second@demo.test", verified=True)
    second = invited(case, "second@demo.test")
    assert (second.user, second.state) == (None, M.INVITED)
    assert deliver_invitations(to=other) == 0 and deliver_invitations(to=case.applicant) == 0
    assert Member.objects.get(pk=second.pk).user is None


def test_an_address_the_applicant_holds_later_is_no_invitation_to_the_applicant(draft):
    case = draft()
    member = invited(case, "later@demo.test")
    EmailAddress.objects.create(user=case.applicant, email="later@demo.test", verified=True)
    assert deliver_invitations(to=case.applicant) == 0
    assert Member.objects.get(pk=member.pk).user is None and not invitations_of(case.applicant)


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("signal", ["signed in", "address confirmed"])
def test_an_invitation_waits_for_whoever_signs_in_with_the_verified_address(client, draft, verified, signal):
    case = draft()
    member = invited(case, "ny@demo.test")
    newcomer = User.objects.create_user("ny@demo.test", name="Ny Person")
    address = EmailAddress.objects.create(user=newcomer, email="NY@demo.test", verified=verified)
    if signal == "signed in":
        client.force_login(newcomer)
    else:
        email_confirmed.send(EmailAddress, request=None, email_address=address)
    member.refresh_from_db()
    assert member.user == (newcomer if verified else None)
    assert told(newcomer) == ([("InvitationDelivered", True)] if verified else [])
    assert list(invitations_of(newcomer)) == ([member] if verified else [])


def test_an_address_nobody_confirmed_and_a_closed_account_get_nothing(draft, person):
    case = draft()
    User.objects.create_user("doubt@demo.test")
    closed = person(is_active=False)
    assert invited(case, "doubt@demo.test").user is None
    assert invited(case, closed.email).user is None
    assert not Notice.objects.exclude(user=case.applicant).exists()


# --- Notices ----------------------------------------------------------------------------------------------------------


def test_the_invited_and_then_the_applicant_are_told(draft, person):
    case, yes, no = draft(), person(), person()
    for user, answer in ((yes, accept_invitation), (no, decline_invitation)):
        member = invited(case, user.email)
        notice = Notice.objects.get(user=user)
        assert notice.event.fact == "InvitationDelivered" and notice.link == f"/cases/{case.uuid}/invitation/"
        assert notice.event.by is None
        answer(by=user, member=member, expected_version=member.version)
    facts = ["InvitationDeclined", "InvitationAccepted"]
    assert [fact for fact, _mail in told(case.applicant)] == facts
    remove_member(by=case.applicant, member=Member.objects.get(user=yes))
    assert told(yes)[0] == ("MemberRemoved", True)


def test_an_invited_person_hears_nothing_of_the_case_and_a_member_does(case_at, person, join):
    from requests_app.commands import checking

    case, member, guest = case_at(A.SUBMITTED), person(), person()
    join(case, member)
    invited(case, guest.email)
    checking.start_check(by=case.people.coordinator, application=case, expected_version=case.version)
    assert "CheckStarted" in dict(told(member)) and "CheckStarted" not in dict(told(guest))


# --- What a yes opens and ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(M))
def test_only_an_accepted_member_sees_the_case(member_at, state):
    member = member_at(state)
    case, user = member.application, member.user
    is_party = state == M.ACCEPTED
    assert applications_visible_to(user).exists() is is_party
    assert (user.pk in parties_of(case)) is is_party
    assert bool(invitations_of(user)) is (state == M.INVITED)
    assert with_applicant(user) == (1 if state == M.INVITED else 0)
    if not is_party:
        with pytest.raises(NotVisible):
            case_for(user=user, uuid=case.uuid)
    if state in OPEN_MEMBERS:
        assert invitation_for(user=user, uuid=case.uuid) == member
    else:
        with pytest.raises(NotVisible):
            invitation_for(user=user, uuid=case.uuid)


def reviewed(case, key="sds"):
    row = case.decisions.select_related("application", "controller").get(controller__key=key)
    return decisions.start_review(by=case.people.stewards[key], decision=row, expected_version=row.version)


def test_an_invited_steward_still_decides_and_then_cannot_join(case_at, assessment_of):
    case = case_at(A.ASSESSING)
    steward, row = case.people.stewards["sds"], reviewed(case)
    member = invited(case, steward.email)
    page = invitation_page(invitation_for(user=steward, uuid=case.uuid), user=steward)
    assert (page.decides_for, page.is_coordinator, page.verbs) == (["sds (da)"], False, ["accept", "decline"])
    row = Decision.objects.select_related("application").get(pk=row.pk)
    decisions.approve(by=steward, decision=row, assessment=assessment_of(row), expected_version=row.version)
    answer = {"by": steward, "member": member, "expected_version": member.version}
    assert code_of(accept_invitation, **answer) == "member.has_acted"
    assert MEMBER.allowed(Member.objects.get(pk=member.pk), steward) == ["decline"]
    assert decline_invitation(**answer).state == M.DECLINED


def asked_by_steward(case):
    steward = case.people.stewards["sds"]
    questions = {"benefit": "Hvem?"}
    checking.ask_applicant(by=steward, application=case, questions=questions, expected_version=case.version)
    return steward


def passed_by_a_colleague(case, person):
    colleague = person(Role.COORDINATOR)
    checking.pass_check(by=colleague, application=case, expected_version=case.version)
    return colleague


@pytest.mark.parametrize(
    ("state", "handled"),
    [
        (A.CHECKING, lambda case, _person: case.people.coordinator),
        (A.CHECKING, passed_by_a_colleague),
        (A.WAITING, lambda case, _person: case.people.coordinator),
        (A.ASSESSING, lambda case, _person: asked_by_steward(case)),
        (A.CLOSED, lambda case, _person: case.people.coordinator),
    ],
)
def test_who_has_checked_or_asked_cannot_join_and_a_colleague_can(case_at, person, state, handled):
    case = case_at(state)
    handler, colleague = handled(case, person), person(Role.COORDINATOR)
    case.refresh_from_db()
    member, other = (invited(case, one.email) for one in (handler, colleague))
    answer = {"by": handler, "member": member, "expected_version": member.version}
    assert code_of(accept_invitation, **answer) == "member.has_acted"
    assert MEMBER.allowed(Member.objects.get(pk=member.pk), handler) == ["decline"]
    assert accept_invitation(by=colleague, member=other, expected_version=other.version).state == M.ACCEPTED


def test_what_no_party_may_do_is_what_bars_from_joining():
    assert handling_facts() == {
        "CheckStarted", "CheckPassed", "ApplicantAsked", "ApplicationRejected", "DecisionApproved",
        "DecisionApprovedWithConditions", "DecisionRefused", "DataNotAvailable", "PermitSuspended", "PermitResumed",
        "PermitRevoked",
    }  # fmt: skip


@pytest.mark.parametrize("verb", list(decisions.DECIDE))
def test_a_steward_who_takes_part_decides_no_more_until_removed(case_at, assessment_of, join, verb):
    case = case_at(A.ASSESSING)
    steward, row = case.people.stewards["sds"], reviewed(case)
    member = join(case, steward)

    def decide():
        row = Decision.objects.select_related("application").get(application=case, controller__key="sds")
        more = {"outcome": "no"} if verb == "refuse" else {"conditions": ["Kun 2015"]}
        assessment = assessment_of(row, reason="Fordi", **more)
        return decisions.DECIDE[verb](by=steward, decision=row, assessment=assessment, expected_version=row.version)

    assert code_of(decide) == "separation"
    assert Decision.objects.get(pk=row.pk).state == DecisionState.IN_REVIEW
    remove_member(by=case.applicant, member=member)
    assert decide().is_final
