"""What is kept of somebody who has registered for events, for the file of the own data."""

from events.models import Registration
from hub.accounts import personal_data

FIELDS = ("name", "email", "organisation", "answers", "language", "status", "consent_text")
MOMENTS = ("consent_at", "created_at", "confirmed_at", "waiting_since", "arrived_at")


def registrations(user):
    rows = Registration.objects.filter(email__in=personal_data.addresses_of(user))
    return list(rows.values("people__event__title", "people__starts_at", *FIELDS, *MOMENTS))


def register():
    personal_data.register("registrations", registrations)
