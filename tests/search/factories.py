"""The valid minimum of what editors write and visitors ask."""

from datetime import timedelta

from django.utils import timezone

from search.models import AskedQuestion, Pick, SavedSearch, Synonym
from search.questions import normal_form


def make_synonym(words="kalfaktor\nhausmeister", **fields):
    synonym = Synonym(words=words, **fields)
    synonym.full_clean()
    synonym.save()
    return synonym


def make_pick(questions="Steuer", address="https://www.example.org/steuer", **fields):
    if address.startswith("https://www.example.org"):
        fields = {"title": "Steuern von A bis Z", "text": "Ein Satz.", **fields}
    pick = Pick(questions=questions, address=address, **fields)
    pick.full_clean()
    pick.save()
    return pick


def make_question(text="Gründerstipendium", **fields):
    """A question that three visitors typed."""
    minimum = {
        "key": normal_form(text) + fields.get("language", "de"),
        "language": "de",
        "folded": normal_form(text),
        "visitors": 3,
        "outcome": AskedQuestion.Outcome.NOTHING,
        "last_asked": timezone.localdate(),
    }
    return AskedQuestion.objects.create(text=text, **(minimum | fields))


def make_saved_search(*, at=None, **fields):
    """A confirmed search whose first mail is due at the next seven o'clock."""
    at = at or timezone.now()
    minimum = {
        "email": "anna@example.org",
        "query": "q=Laser",
        "language": "de",
        "rhythm": "daily",
        "created_at": at,
        "confirmed_at": at,
        "sent_until": at,
        "expires_at": at + timedelta(days=365),
    }
    saved = SavedSearch(**(minimum | fields))
    if saved.is_confirmed and "due_at" not in fields:
        saved.due_at = saved.next_due(at)
    saved.save()
    return saved
