"""The nouns of the catalogue."""

from catalog.models.basket import BasketItem
from catalog.models.dataset import Classification, Dataset
from catalog.models.site import PersonDomain, Site
from catalog.models.variable import Variable

__all__ = ["BasketItem", "Classification", "Dataset", "PersonDomain", "Site", "Variable"]
