"""Addresses of case work: private things carry their UUID, public ones speak."""

from django.urls import path

from requests_app.views import acceptance, applications, cases, decisions, members, permits, plan_parts, plans, register

app_name = "requests_app"
urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/new/", plans.plan_create, name="plan-create"),
    path("plans/import/", plans.plan_import, name="plan-import"),
    path("plans/<uuid:uuid>/", plans.plan_detail, name="plan-detail"),
    path("plans/<uuid:uuid>/title/", plans.plan_rename, name="plan-rename"),
    path("plans/<uuid:uuid>/delete/", plans.plan_delete, name="plan-delete"),
    path("plans/<uuid:uuid>/use/", plans.plan_use, name="plan-use"),
    path("plans/<uuid:uuid>/plan.json", plans.plan_export, name="plan-export"),
    path("plans/<uuid:uuid>/step/<slug:step>/", plan_parts.plan_step, name="plan-step"),
    path("plans/<uuid:uuid>/variable/", plan_parts.plan_variable, name="plan-variable"),
    path("plans/<uuid:uuid>/table/", plan_parts.plan_analysis, name="plan-analysis"),
    path("plans/<uuid:uuid>/remove/", plan_parts.plan_remove, name="plan-remove"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/new/", applications.application_start, name="application-start"),
    path("cases/<uuid:uuid>/", cases.case_detail, name="case-detail"),
    path("cases/<uuid:uuid>/application/", applications.application_review, name="application-review"),
    path("cases/<uuid:uuid>/application/plan/", applications.application_plan, name="application-plan"),
    path("cases/<uuid:uuid>/application/<slug:section>/", applications.application_section, name="application-section"),
    path("cases/<uuid:uuid>/withdraw/", applications.application_withdraw, name="case-withdraw"),
    path("cases/<uuid:uuid>/delete/", applications.application_delete, name="application-delete"),
    path("cases/<uuid:uuid>/acceptance/", acceptance.case_acceptance, name="case-acceptance"),
    path("cases/<uuid:uuid>/check/", cases.case_check, name="case-check"),
    path("cases/<uuid:uuid>/members/", members.case_members, name="case-members"),
    path("cases/<uuid:uuid>/members/<int:pk>/remove/", members.case_member_remove, name="case-member-remove"),
    path("cases/<uuid:uuid>/invitation/", members.case_invitation, name="case-invitation"),
    path("decisions/<uuid:uuid>/", decisions.decision_detail, name="decision-detail"),
    path("decisions/<uuid:uuid>/assessment/", decisions.decision_review, name="decision-review"),
    path("inbox/", cases.inbox, name="inbox"),
    path("tasks/", cases.task_list, name="task-list"),
    path("permits/", permits.permit_list, name="permit-list"),
    path("permits/<str:number>/", permits.permit_detail, name="permit-detail"),
    path("permits/<str:number>/verify", permits.permit_verify, name="permit-verify"),
    path("permits/<str:number>/permit.json", permits.permit_document, name="permit-document"),
    path("register/", register.register, name="register"),
    path("register/<str:number>", register.register_detail, name="register-detail"),
]
