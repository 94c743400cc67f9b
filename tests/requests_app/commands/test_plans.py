from portal.audit.models import Event
from requests_app.commands.plans import create_plan, delete_plan
from requests_app.models import Plan


def test_deleting_a_plan_is_an_event_of_its_chain(people, one_controller_plan):
    plan = create_plan(by=people.applicant, document=one_controller_plan)
    delete_plan(by=people.applicant, plan=plan, expected_version=plan.version)
    assert not Plan.objects.exists()
    told = Event.objects.filter(stream=plan.stream).order_by("seq").values_list("fact", "by")
    assert list(told) == [("PlanCreated", people.applicant.pk), ("PlanDeleted", people.applicant.pk)]
