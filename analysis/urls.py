"""Addresses of results and counts."""

from django.urls import path

from analysis.views import jobs, results

app_name = "analysis"
urlpatterns = [
    path("results/", results.result_list, name="result-list"),
    path("results/<uuid:uuid>/", results.result_detail, name="result-detail"),
    path("results/<uuid:uuid>/methods.<slug:language>.txt", results.methods_file, name="result-methods"),
    path("results/<uuid:uuid>/<slug:figure>.<slug:language>.svg", results.chart_file, name="result-chart"),
    path("plans/<uuid:uuid>/count/", jobs.plan_count, name="plan-count"),
    path("jobs/<uuid:uuid>/status/", jobs.job_status, name="job-status"),
]
