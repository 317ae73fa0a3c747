"""Imports a file of courses (MOOChub, openQ-cat, XML, CSV) as courses of an organisation.

Running it again updates what has changed in the file. New courses are public at once; what is not
in the file stays as it is. Courses that cannot be read are left out and named. In the admin an
import by this command can be undone like any other.
"""

import json

from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.importing import runs
from courses.importing.entry_words import changes, topic_titles
from courses.importing.executing import Executing
from courses.importing.reading import read
from courses.models import CourseImportEntry, CourseSource
from directory.importing.text import FileProblem, read_file, shorten
from directory.models import Organisation


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # pages and their addresses take no part

    def add_arguments(self, parser):
        parser.add_argument("file", help="at most 10 MB and 10,000 courses")
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            required=True,
            help="short name of the organisation in addresses; the courses become its own",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen, write nothing"
        )
        parser.add_argument(
            "--format",
            choices=["text", "json"],
            default="text",
            help="json: counts, and every course with its fields before and after",
        )

    def handle(self, *args, **options):
        if connection.vendor == "sqlite":  # mapped, all of a large database would become resident
            connection.cursor().execute("PRAGMA mmap_size = 0")
        slug = options["organisation"]
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": slug})
        lines = []
        try:
            data = read_file(options["file"])
            if options["dry_run"]:
                own = {"organisation": organisation, "address": ""}
                source = CourseSource.objects.filter(**own).first() or CourseSource(**own)
                work = Executing(
                    source, read(data), timezone.now(), dry_run=True, write=lines.extend
                )
                work.execute()
                counts, remarks = work.counts, work.remarks
            else:
                run = runs.import_now(
                    organisation=organisation, data=data, file_name=options["file"]
                )
                counts, remarks, lines = run.counts, run.remarks, run.entries.iterator(500)
        except FileProblem as problem:
            raise CommandError(str(problem), returncode=2) from problem
        show = self.as_json if options["format"] == "json" else self.as_text
        show(counts, remarks, lines, dry_run=options["dry_run"])

    def as_json(self, counts, remarks, lines, *, dry_run):
        told = {"counts": counts, "remarks": remarks, "dryRun": dry_run, "courses": []}
        for line in lines:
            told["courses"].append(
                {
                    "action": line.action,
                    "id": line.uid,
                    "title": line.title,
                    "reason": line.reason,
                    "fields": line.fields,
                    "conflicts": line.conflicts,
                }
            )
        self.stdout.write(json.dumps(told, ensure_ascii=False))

    def as_text(self, counts, remarks, lines, *, dry_run):
        topics = topic_titles()
        labels = dict(CourseImportEntry.Action.choices) | {"unchanged": _("unchanged")}
        for line in lines:
            if dry_run or line.reason:
                name = f"{labels[line.action]}  {shorten(line.uid, 60)}  {line.title}"
                self.stdout.write(f"{name}: {line.reason}" if line.reason else name)
            if dry_run and line.action != CourseImportEntry.Action.NEW:
                for change in changes(line.fields, topics):
                    self.stdout.write(f"    {change.label}: {change.before} → {change.after}")
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(", ".join(f"{count} {labels[name]}" for name, count in counts.items()))
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing was written."))
