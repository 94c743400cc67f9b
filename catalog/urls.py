"""Addresses of the catalogue. Public things have speaking ones, without identifiers of rows."""

from django.urls import path

from catalog.views import basket, public, steward

app_name = "catalog"
urlpatterns = [
    path("datasets/", public.dataset_list, name="dataset-list"),
    path("datasets/<slug:key>/", public.dataset_detail, name="dataset-detail"),
    path("variables/", public.variable_list, name="variable-list"),
    path("id/dataset/<slug:key>", public.dataset_iri, name="dataset-iri"),
    path("basket/", basket.basket_detail, name="basket-detail"),
    path("basket/add/", basket.basket_add, name="basket-add"),
    path("basket/remove/", basket.basket_remove, name="basket-remove"),
    path("steward/datasets/", steward.dataset_list, name="steward-dataset-list"),
    path("steward/datasets/new-dataset/", steward.dataset_create, name="steward-dataset-create"),
    path("steward/datasets/<slug:key>/", steward.dataset_edit, name="steward-dataset-edit"),
    path("steward/datasets/<slug:key>/import/", steward.dataset_import, name="steward-dataset-import"),
    path("steward/datasets/<slug:key>/publish/", steward.dataset_publish, name="steward-dataset-publish"),
    path("steward/datasets/<slug:key>/retire/", steward.dataset_retire, name="steward-dataset-retire"),
    path("steward/datasets/<slug:key>/reopen/", steward.dataset_reopen, name="steward-dataset-reopen"),
]
