"""Who may do what: roles and permissions declared once, as data."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """A hat a person wears, in general or towards one object."""

    APPLICANT = "applicant"
    MEMBER = "member"
    STEWARD = "steward"
    COORDINATOR = "coordinator"
    CHECKER = "checker"
    CATALOGUE_ADMIN = "catalogue_admin"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Perm(StrEnum):
    """One thing that may be allowed. The value is the code of an explicit grant."""

    # Catalogue
    VIEW_DRAFT_DATASET = "view_draft_dataset"
    EDIT_DATASET = "edit_dataset"
    PUBLISH_DATASET = "publish_dataset"
    RETIRE_DATASET = "retire_dataset"
    EDIT_SITE = "edit_site"
    # Plans
    CREATE_PLAN = "create_plan"
    VIEW_PLAN = "view_plan"
    EDIT_PLAN = "edit_plan"
    COUNT_FEASIBILITY = "count_feasibility"
    # Case, applicant's side
    CREATE_CASE = "create_case"
    VIEW_CASE = "view_case"
    EDIT_CASE = "edit_case"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    DELETE_DRAFT = "delete_draft"
    INVITE_MEMBER = "invite_member"
    ANSWER_INVITATION = "answer_invitation"
    ANSWER = "answer"
    ACCEPT_DECISION = "accept_decision"
    APPEAL = "appeal"
    ASK_AMENDMENT = "ask_amendment"
    # Case, authority's side
    CHECK_COMPLETENESS = "check_completeness"
    ASK_APPLICANT = "ask_applicant"
    COMMENT_INTERNALLY = "comment_internally"
    ASSIGN = "assign"
    EXTEND_CLOCK = "extend_clock"
    # Decision
    VIEW_DECISION = "view_decision"
    REVIEW = "review"
    DECIDE = "decide"
    # Permit
    VIEW_PERMIT = "view_permit"
    ISSUE_PERMIT = "issue_permit"
    SUSPEND_PERMIT = "suspend_permit"
    SUSPEND_OWN_LINES = "suspend_own_lines"
    REVOKE_PERMIT = "revoke_permit"
    EDIT_REGISTER = "edit_register"
    # Jobs and results
    RUN_JOB = "run_job"
    VIEW_JOB = "view_job"
    CANCEL_JOB = "cancel_job"
    VIEW_RESULT = "view_result"
    VIEW_HELD_FIGURES = "view_held_figures"
    RELEASE_RESULT = "release_result"
    # House
    ACCEPT_MEMBERS = "accept_members"
    MANAGE_USERS = "manage_users"
    MANAGE_FORMS = "manage_forms"
    MANAGE_SETTINGS = "manage_settings"
    BREAK_GLASS = "break_glass"
    VIEW_AUDIT = "view_audit"
    VIEW_NOTICES = "view_notices"


_EVERYONE = frozenset({Perm.VIEW_NOTICES})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Perm]] = MappingProxyType(
    {
        Role.APPLICANT: _EVERYONE
        | {
            Perm.CREATE_PLAN, Perm.VIEW_PLAN, Perm.EDIT_PLAN, Perm.COUNT_FEASIBILITY,
            Perm.CREATE_CASE, Perm.VIEW_CASE, Perm.EDIT_CASE, Perm.SUBMIT, Perm.WITHDRAW, Perm.DELETE_DRAFT,
            Perm.INVITE_MEMBER, Perm.ANSWER, Perm.ACCEPT_DECISION, Perm.APPEAL, Perm.ASK_AMENDMENT,
            Perm.VIEW_PERMIT, Perm.RUN_JOB, Perm.VIEW_JOB, Perm.CANCEL_JOB, Perm.VIEW_RESULT,
        },
        Role.MEMBER: _EVERYONE
        | {
            Perm.VIEW_PLAN, Perm.COUNT_FEASIBILITY, Perm.VIEW_CASE, Perm.ANSWER_INVITATION, Perm.VIEW_PERMIT,
            Perm.RUN_JOB, Perm.VIEW_JOB, Perm.CANCEL_JOB, Perm.VIEW_RESULT,
        },
        Role.STEWARD: _EVERYONE
        | {
            Perm.VIEW_DRAFT_DATASET, Perm.VIEW_PLAN, Perm.VIEW_CASE, Perm.ASK_APPLICANT, Perm.COMMENT_INTERNALLY,
            Perm.VIEW_DECISION, Perm.REVIEW, Perm.DECIDE, Perm.VIEW_PERMIT, Perm.SUSPEND_OWN_LINES, Perm.VIEW_JOB,
            Perm.VIEW_RESULT,
        },
        Role.COORDINATOR: _EVERYONE
        | {
            Perm.VIEW_PLAN, Perm.VIEW_CASE, Perm.CHECK_COMPLETENESS, Perm.ASK_APPLICANT, Perm.COMMENT_INTERNALLY,
            Perm.ASSIGN, Perm.EXTEND_CLOCK, Perm.VIEW_DECISION, Perm.VIEW_PERMIT, Perm.ISSUE_PERMIT,
            Perm.SUSPEND_PERMIT, Perm.REVOKE_PERMIT, Perm.EDIT_REGISTER, Perm.VIEW_JOB,
        },
        Role.CHECKER: _EVERYONE
        | {
            Perm.VIEW_PLAN, Perm.VIEW_CASE, Perm.VIEW_PERMIT, Perm.VIEW_JOB, Perm.VIEW_RESULT,
            Perm.VIEW_HELD_FIGURES, Perm.RELEASE_RESULT,
        },
        Role.CATALOGUE_ADMIN: _EVERYONE
        | {
            Perm.VIEW_DRAFT_DATASET, Perm.EDIT_DATASET, Perm.PUBLISH_DATASET, Perm.RETIRE_DATASET, Perm.EDIT_SITE,
            Perm.ACCEPT_MEMBERS,
        },
        Role.AUDITOR: _EVERYONE
        | {
            Perm.VIEW_DRAFT_DATASET, Perm.VIEW_PLAN, Perm.VIEW_CASE, Perm.VIEW_DECISION, Perm.VIEW_PERMIT,
            Perm.VIEW_JOB, Perm.VIEW_RESULT, Perm.VIEW_AUDIT,
        },
        Role.ADMIN: _EVERYONE
        | {
            Perm.ACCEPT_MEMBERS, Perm.MANAGE_USERS, Perm.MANAGE_FORMS, Perm.MANAGE_SETTINGS, Perm.BREAK_GLASS,
        },
    }
)  # fmt: skip
"""What each role may do. A role not held towards the object gives nothing there."""

EVERYWHERE: frozenset[Role] = frozenset({Role.COORDINATOR, Role.CHECKER, Role.AUDITOR, Role.ADMIN})
"""Roles of the permit authority: held towards every object. The others hold only where an app declares it."""

NEEDS_SECOND_FACTOR: frozenset[Role] = frozenset({Role.STEWARD, Role.COORDINATOR, Role.CHECKER, Role.ADMIN})
"""Roles that lie idle until the person has a second factor."""

GIVEN_BY: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.APPLICANT: frozenset({"research", "company", "controller", "authority"}),
        Role.MEMBER: frozenset({"research", "company", "controller", "authority"}),
        Role.STEWARD: frozenset({"controller"}),
        Role.COORDINATOR: frozenset({"authority"}),
        Role.CHECKER: frozenset({"authority"}),
        Role.CATALOGUE_ADMIN: frozenset({"controller"}),
        Role.AUDITOR: frozenset({"authority"}),
        Role.ADMIN: frozenset({"authority"}),
    }
)
"""Which kinds of organisation can give which role."""

ROLE_NAMES: Mapping[Role, Promise] = MappingProxyType(
    {
        Role.APPLICANT: _("Applicant"),
        Role.MEMBER: _("Project member"),
        Role.STEWARD: _("Data steward"),
        Role.COORDINATOR: _("Coordinator"),
        Role.CHECKER: _("Output checker"),
        Role.CATALOGUE_ADMIN: _("Catalogue administrator"),
        Role.AUDITOR: _("Auditor"),
        Role.ADMIN: _("Administrator"),
    }
)
