"""A process of its own: `prepare` prints the number of a run, `perform` works on it."""

import sys

import django


def prepare_events(count):
    from tests.events.calendars import calendar, vevent
    from tests.events.importing.partner import make_source

    events = [vevent(uid=str(n), title=f"Abend {n}") for n in range(count)]
    return make_source(kind="ics_file"), calendar(*events)


def prepare_courses(count):
    from tests.courses.importing import files
    from tests.courses.importing.provider import course, make_source

    return make_source(address=""), files.table(*[course(n) for n in range(count)])


def main(record, step, number):
    import courses.importing.actions
    import courses.importing.runs
    import events.importing.actions
    import events.importing.runs
    from directory.models.source_run import SourceRun

    importing = {"event": events.importing, "course": courses.importing}[record]
    if step == "perform":
        importing.runs.perform(number)
        return
    source, data = {"event": prepare_events, "course": prepare_courses}[record](number)
    by_hand = SourceRun.Trigger.PERSON
    trial = importing.actions.ask(source=source, trigger=by_hand, upload=data)
    importing.runs.perform(trial.pk)
    importing.actions.take_over(run=trial, person=None)
    print(trial.pk)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
