"""What is kept of somebody who keeps searches, for the file of the own data."""

from hub.accounts import personal_data
from search.models import SavedSearch


def kept_searches(user):
    fields = ("email", "query", "language", "rhythm", "created_at", "confirmed_at", "expires_at")
    rows = SavedSearch.objects.filter(email__in=personal_data.addresses_of(user))
    return list(rows.values(*fields))


def register():
    personal_data.register("kept_searches", kept_searches)
