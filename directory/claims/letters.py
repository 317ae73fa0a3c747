"""The mails of claims; none tells one side the address of the other, but those who decide."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import override

from directory.models import Circle, Claim
from directory.moderation import circles
from hub.http import absolute
from hub.mailbox.queue import language_of, queue


def send_link(*, claim: Claim, token: str) -> None:
    _write("link", claim, to=claim.email, language=claim.language, token=token)


def send_code(*, claim: Claim, to: str, code: str) -> None:
    """To the address that the entry shows; it is public."""
    _write("code", claim, to=to, language="de", code=code)


def ask_reviewers(*, claim: Claim) -> None:
    for person in reviewers(claim):
        _write("decide", claim, to=person.email, language=language_of(person))


def tell_claimant(*, claim: Claim) -> None:
    name = "granted" if claim.state == Claim.State.GRANTED else "refused"
    _write(name, claim, to=claim.email, language=claim.language)


def tell_owners(*, claim: Claim, people, name: str) -> None:
    """`name`: disputed (somebody asks), kept (a second owner), or lost."""
    for person in people:
        if person.email and person.is_active:
            _write(name, claim, to=person.email, language=language_of(person))


def tell_published(*, claim: Claim, to: str) -> None:
    _write("taken", claim, to=to, language="de")


def reviewers(claim: Claim) -> list:
    """Those who vouch for or moderate the entry; the operators where there is nobody."""
    circle = partial(circles.people, claim.organisation)
    found = dict.fromkeys([*circle(Circle.VOUCHER), *circle(Circle.MODERATOR)])
    return list(found) or circle(Circle.OPERATOR)


def _write(name: str, claim: Claim, *, to: str, language: str, token: str = "", **context) -> None:
    with override(language):
        pages = {
            "claim_url": reverse("claim", args=[token]) if token else "",
            "decide_url": reverse("claim_decide", args=[claim.pk]),
            "entry_url": claim.organisation.get_absolute_url(),
            "own_url": reverse("own_area"),
        }
    pages = {key: absolute(path) if path else "" for key, path in pages.items()}
    queue(
        to=to,
        language=language,
        kind="claim",
        template=f"directory/claims/mail/{name}.txt",
        context={"organisation": claim.organisation, "claim": claim, **pages, **context},
    )
