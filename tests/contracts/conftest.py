"""Cases, permits and results of the rooms above, for contracts that look at real rows."""

from tests.analysis.conftest import (  # noqa: F401  (fixtures)
    held,
    job,
    permit,
    site,
)
from tests.requests_app.conftest import (  # noqa: F401  (fixtures)
    assessment_of,
    case_at,
    catalogue,
    draft,
    fill_application,
    join,
    member_at,
    people,
    permit_at,
    plan_document,
)
