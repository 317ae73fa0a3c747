"""How long the list of a day's tasks takes at 20,000 organisations and 500 open reviews.

python -m tests.bench.errands
"""

import os
import tempfile
import time
from datetime import timedelta
from statistics import median, quantiles

ORGANISATIONS, REVIEWS, ROUNDS = 20_000, 500, 60


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
        import django

        django.setup()
        measure()


def measure():
    from django.core.management import call_command

    from directory.freshness.clock import look_after

    call_command("migrate", verbosity=0)
    call_command("set_up_hub", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = fill()
    before = time.perf_counter()
    done = look_after()
    print(f"the clock's look: {time.perf_counter() - before:.1f} s, {done.mails} mails")
    for name, user in people.items():
        print_times(name, user)


def fill():
    """Organisations, every second of them due; reviews; who looks at them."""
    from django.utils import timezone

    from directory.models import Moderator, Organisation
    from directory.moderation.actions import submit
    from tests.factories import make_member, make_person

    now = timezone.now()
    Organisation.objects.bulk_create(
        (
            Organisation(
                title=f"Betrieb {number}",
                slug=f"betrieb-{number}",
                summary="Ein Satz.",
                kind="company",
                live=True,
                first_published_at=now - timedelta(days=900),
                last_published_at=now - timedelta(days=900),
                confirmed_on=timezone.localdate() - timedelta(days=number % 730),
            )
            for number in range(ORGANISATIONS)
        ),
        batch_size=500,
    )
    operator = make_person(is_superuser=True, is_staff=True)
    moderator, author = make_person(), make_person()
    Moderator.objects.create(user=moderator)
    first = Organisation.objects.get(slug="betrieb-600")
    member = make_member(first)
    for number in range(REVIEWS):
        record = Organisation.objects.get(slug=f"betrieb-{number}")
        submit(record=record, revision=record.save_revision(user=author), user=author)
    return {"operator": operator, "moderator": moderator, "member": member}


def print_times(name, user):
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    html = client.get("/mein/aufgaben/").content.decode()
    times = []
    for _round in range(ROUNDS):
        before = time.perf_counter()
        client.get("/mein/aufgaben/")
        times.append(1000 * (time.perf_counter() - before))
    shown = html.count('class="errand"')
    print(
        f"{name}: {shown} tasks, "
        f"p50 {median(times):.0f} ms, p95 {quantiles(times, n=20)[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
