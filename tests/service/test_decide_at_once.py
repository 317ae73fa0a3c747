"""Two reviewers at the same moment, in two threads."""

import pytest
from django.core.management import call_command

from directory.models import ReviewState
from directory.moderation import decisions
from hub.mailbox.models import OutgoingMail
from tests.directory.moderation.people import hand_in, make_moderator, make_startup, stored
from tests.service.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_reviewers_one_decides_and_the_other_is_told(shared_database):
    call_command("set_up_review")
    record, author = make_startup()
    reviewers = [make_moderator(), make_moderator()]
    state = hand_in(record, author)
    shared_database()

    def decide(number):
        try:
            decisions.decide(
                state=ReviewState.objects.get(pk=state.pk),
                revision_id=state.revision_id,
                decision=("approve", "refuse")[number],
                reason="So.",
                user=reviewers[number],
            )
        except decisions.AlreadyDecided:
            return "late"
        return "decided"

    def look(_number):
        status = ReviewState.objects.get(pk=state.pk).status
        told = OutgoingMail.objects.filter(to=author.email).count()
        return stored(record).live == (status == "approved"), told

    assert sorted(at_once(decide, range(2))) == ["decided", "late"]
    assert at_once(look, range(1)) == [(True, 1)]
