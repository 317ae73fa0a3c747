"""The mails of moderation. All go to people whose language is known, none inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import override

from directory.models import Correction, Listing, Organisation, Report, ReviewState
from directory.own_area.houses import own_path
from hub.http import absolute
from hub.mailbox.queue import compose, language_of, post, queue
from hub.models import HubSettings


def ask(*, state: ReviewState, asked: Iterable[tuple], at: datetime) -> set[str]:
    """Links to decide with, as (person, address, key of the mail).

    Gives the keys of the mails that were not written before. However many are asked, the database
    is asked once.
    """
    record, hub = state.revision.content_object, HubSettings.load()
    context = {
        "record": record,
        "title": state.revision.object_str,
        "kind": record._meta.verbose_name,
        "is_new": not record.live,
        "author": name_of(state.author),
        "due_on": state.due_on,
        "circle": state.circle,
    }
    mails = [
        compose(
            to=reviewer.email,
            language=language_of(reviewer),
            kind="review",
            template="directory/moderation/mail/review.txt",
            context={**context, "address": address},
            key=key,
            at=at,
            hub=hub,
        )
        for reviewer, address, key in asked
    ]
    return {mail.key for mail in post(mails)}


def tell_delayed(*, state: ReviewState, at: datetime) -> None:
    """The author hears that nobody has acted in time, and who is asked now."""
    _to_author(state, "delayed", f"delayed-{state.pk}-{at:%Y%m%d}", at)


def tell_decided(*, state: ReviewState, decision: str, reason: str, at: datetime) -> None:
    """The author hears what was decided, why, and what to do next."""
    begin = state.revision.as_object().go_live_at
    planned_for = begin if begin and begin > at else None
    more = {"reason": reason, "planned_for": planned_for}
    _to_author(state, f"decided_{decision}", f"decided-{state.pk}", at, **more)


def name_of(user) -> str:
    """How a person is called among those who work with the hub."""
    return (user.get_full_name() or user.email or user.get_username()) if user else ""


def own_address(record: Listing) -> str:
    """Where its members go on writing: in their own area, else in the form of the admin."""
    if isinstance(record, Organisation):
        return absolute(reverse("own_organisation", args=[record.slug]))
    path = own_path(record)
    edit = record.snippet_viewset.get_url_name("edit")
    return absolute(path or reverse(edit, args=[record.pk]))


def _to_author(state: ReviewState, name: str, key: str, at: datetime, **more: object) -> None:
    record, author = state.revision.content_object, state.author
    if author is None or not author.is_active or not author.email:
        return
    with override(language_of(author)):
        context = {
            "title": state.revision.object_str,
            "public_address": absolute(record.get_absolute_url()),
            "own_address": own_address(record),
            "due_on": state.due_on,
            "circle": state.get_circle_display(),
            **more,
        }
    _write(author, name, context, key=key, at=at)


def _write(user, name: str, context: dict, *, key: str, at: datetime) -> bool:
    return queue(
        to=user.email,
        language=language_of(user),
        kind="review",
        template=f"directory/moderation/mail/{name}.txt",
        context=context,
        key=key,
        at=at,
    )


def ask_about(
    *,
    feedback: Correction | Report,
    record: Listing,
    reader,
    address: str,
    mark: str,
    at: datetime,
) -> bool:
    """The link to whoever decides about a correction or answers a report."""
    context = {"title": record.title, "address": address, "feedback": feedback}
    name = feedback._meta.model_name
    key = f"{name}-{feedback.pk}-{reader.pk}{mark}"
    return _write(reader, name, context, key=key, at=at)


def ask_to_confirm(*, feedback: Correction | Report, record: Listing, at: datetime) -> None:
    """May go to somebody who has written nothing, so it holds nothing that was typed."""
    _to_visitor(feedback, "confirm", {"title": record.title}, at)


def answer(*, feedback: Correction | Report, at: datetime) -> None:
    record = feedback.record
    with override(feedback.language):
        live = absolute(record.get_absolute_url()) if record and record.live else ""
    title = record.title if record else ""
    _to_visitor(feedback, "answer", {"title": title, "public_address": live}, at)


def _to_visitor(feedback: Correction | Report, name: str, context: dict, at: datetime) -> None:
    kind = feedback._meta.model_name
    with override(feedback.language):
        address = absolute(reverse("feedback_confirm", args=[kind, feedback.token]))
    queue(
        to=feedback.email,
        language=feedback.language,
        kind="feedback",
        template=f"directory/moderation/mail/feedback_{name}.txt",
        context={"feedback": feedback, "address": address, "kind": kind, **context},
        key=f"feedback-{kind}-{feedback.pk}-{name}",
        at=at,
    )


def tell_published(*, reader, records: list[Listing], count: int, at: datetime) -> bool:
    """A sample of what trusted organisations have published since yesterday."""
    with override(language_of(reader)):
        lines = [(record.title, absolute(record.get_absolute_url())) for record in records]
    context = {"records": lines, "count": count, "more": count - len(lines)}
    return _write(reader, "published", context, key=f"published-{at:%Y%m%d}-{reader.pk}", at=at)
