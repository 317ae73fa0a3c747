"""A process of its own: `prepare` prints the number of a run, `perform` works on it."""

import sys

import django


def prepare(count):
    from events.importing import runs
    from events.importing.actions import ask, take_over
    from tests.events.calendars import calendar, vevent
    from tests.events.importing.partner import PERSON, make_source

    source = make_source(kind="ics_file")
    data = calendar(*[vevent(uid=str(n), title=f"Abend {n}") for n in range(count)])
    trial = ask(source=source, trigger=PERSON, upload=data)
    runs.perform(trial.pk)
    take_over(run=trial, person=None)
    print(trial.pk)


def perform(pk):
    from events.importing import runs

    runs.perform(pk)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "perform": perform}[sys.argv[1]](int(sys.argv[2]))
