"""The API of case work: plans, applications, decisions, permits and the register. The same commands as the pages."""

from django.urls import path

from requests_app.api_cases import ApplicationDetail, ApplicationList, ApplicationVerb, DecisionDetail, DecisionVerb
from requests_app.api_members import InvitationDetail, InvitationList, InvitationVerb, MemberInvite
from requests_app.api_plans import PlanDetail, PlanList, PlanSchema
from requests_app.api_public import PermitDetail, PermitVerb, RegisterDetail, RegisterList

routes = [
    path("plan-schema/", PlanSchema.as_view(), name="plan-schema"),
    path("plans/", PlanList.as_view(), name="plan-list"),
    path("plans/<uuid:uuid>/", PlanDetail.as_view(), name="plan-detail"),
    path("applications/", ApplicationList.as_view(), name="application-list"),
    path("applications/<uuid:uuid>/", ApplicationDetail.as_view(), name="application-detail"),
    path("invitations/", InvitationList.as_view(), name="invitation-list"),
    path("applications/<uuid:uuid>/invitation/", InvitationDetail.as_view(), name="invitation-detail"),
    path("applications/<uuid:uuid>/invitation/<str:verb>/", InvitationVerb.as_view(), name="invitation-verb"),
    path("applications/<uuid:uuid>/invite/", MemberInvite.as_view(), name="member-invite"),
    path("applications/<uuid:uuid>/<str:verb>/", ApplicationVerb.as_view(), name="application-verb"),
    path("decisions/<uuid:uuid>/", DecisionDetail.as_view(), name="decision-detail"),
    path("decisions/<uuid:uuid>/<str:verb>/", DecisionVerb.as_view(), name="decision-verb"),
    path("register/", RegisterList.as_view(), name="register-list"),
    path("register/<str:number>/", RegisterDetail.as_view(), name="register-detail"),
    path("permits/<str:number>/", PermitDetail.as_view(), name="permit-detail"),
    path("permits/<str:number>/<str:verb>/", PermitVerb.as_view(), name="permit-verb"),
]
