"""The pages of a source in the admin: what it does, what it asks, and its runs."""

import re
from functools import partial

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from directory.models.source_mapping import SourceMapping
from directory.models.source_run import SourceRun
from directory.sources.actions import save_words
from directory.sources.form import UploadForm, mapping_forms
from directory.sources.state import state, with_state

PER_PAGE = 50
RUNS, QUESTIONS = 20, 50
NUMBER = re.compile(r"[0-9]{1,18}")  # as databases keep them
OPEN = SourceMapping.Use.OPEN
WAIT = "3"  # seconds until the page of a run looks again
BUSY = gettext_lazy("This source is being imported already. Please wait until that is done.")


class SourcePages:
    """Of one kind of sources; names of addresses begin with what they bring, such as “event”."""

    model = None
    actions = None  # the module with ask, take_over, discard, undo and the decisions
    order = ()  # of what is asked
    children = ()  # of a record that are needed to compare it

    def __init__(self):
        self.record = self.model.record_name
        self.app = self.model._meta.app_label
        self.source_url, self.run_url = f"{self.record}_source", f"{self.record}_import"

    def stored(self, record):
        """The values of a record as an import stores them."""
        raise NotImplementedError

    def change_words(self):
        """A function that tells {field: [before, after]} of a record in words."""
        raise NotImplementedError

    def lines(self, entries):
        """What the table of a run shows."""
        raise NotImplementedError

    def groups_of_conflicts(self, row):
        """Fields in conflict that are decided about together."""
        return [(name,) for name in row.conflicts]

    def index(self, source):
        """Name and address of the list it is in."""
        url = reverse(self.model.snippet_viewset.get_url_name("list"))
        return self.model._meta.verbose_name_plural, url

    def name_of(self, source):
        return source.name

    @property
    def urlpatterns(self):
        source, run = self.source_url, self.run_url
        at_source, at_run = f"{self.record}-sources/<int:pk>/", f"{self.record}-imports/<int:pk>/"
        words = require_http_methods(["GET", "HEAD", "POST"])(self.source_words)
        return [
            path(at_source, require_safe(self.source_detail), name=source),
            path(f"{at_source}run/", require_POST(self.start), name=f"{source}_run"),
            path(f"{at_source}upload/", require_POST(self.upload), name=f"{source}_upload"),
            path(f"{at_source}pause/", require_POST(self.pause), name=f"{source}_pause"),
            path(f"{at_source}words/", words, name=f"{source}_words"),
            path(f"{at_source}decide/", require_POST(self.decide), name=f"{source}_decide"),
            path(at_run, require_safe(self.run_detail), name=run),
            path(f"{at_run}take-over/", require_POST(self.take_over), name=f"{run}_take_over"),
            path(f"{at_run}discard/", require_POST(self.discard), name=f"{run}_discard"),
            path(f"{at_run}undo/", require_POST(self.undo), name=f"{run}_undo"),
        ]

    def _source(self, request, pk):
        editable = with_state(self.model.objects.editable_by(request.user))
        return get_object_or_404(editable.select_related("organisation"), pk=pk)

    def _run(self, request, pk):
        runs = self.model.runs.rel.related_model.objects.editable_by(request.user)
        return get_object_or_404(runs.select_related("source__organisation"), pk=pk)

    def source_detail(self, request, pk):
        return self._detail(request, self._source(request, pk), UploadForm())

    def _detail(self, request, source, upload_form):
        runs = source.runs.select_related("person")
        context = {
            "state": state(source),
            "runs": runs[:RUNS],
            "active": runs.active().first(),
            "waiting": runs.filter(state=SourceRun.State.WAITING).first(),
            "open_words": source.mappings.filter(use=OPEN).count(),
            "words": source.mappings.count(),
            "upload_form": upload_form if source.is_upload else None,
            "settings_url": self.settings_url(source),
            "decisions": source.imported.model.Decision.choices,
            **self._questions(source),
        }
        return self.page(request, "source", source, context, is_busy=bool(context["active"]))

    def settings_url(self, source):
        return reverse(self.model.snippet_viewset.get_url_name("edit"), args=[source.pk])

    def _questions(self, source):
        """Vanished records and fields that were changed here and there, at most 50 of each."""
        rows, words = source.imported.select_related(self.record), self.change_words()
        conflicts = []
        asked = rows.in_conflict().prefetch_related(*self.children).order_by(*self.order)
        for row in asked[:QUESTIONS]:
            record = getattr(row, self.record)
            ours = self.stored(record)
            for names in self.groups_of_conflicts(row):
                pairs = {name: [ours.get(name), row.conflicts[name]] for name in names}
                key = f"{row.pk}-{names[0]}"
                conflicts.append({"row": row, "key": key, "changes": words(pairs, record)})
        return {"missing": rows.missing().order_by(*self.order)[:QUESTIONS], "conflicts": conflicts}

    def page(self, request, template, source, context, *, title="", is_busy=False):
        """A page with the way to it; that of a running import looks again by itself."""
        label, url = self.index(source)
        name = self.name_of(source)
        own = reverse(self.source_url, args=[source.pk])
        crumbs = [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": url, "label": label},
            {"url": own if title else "", "label": name},
        ]
        if title:
            crumbs.append({"url": "", "label": title})
        context |= {
            "source": source,
            "source_url": self.source_url,
            "run_url": self.run_url,
            "record_edit": source.record_model.snippet_viewset.get_url_name("edit"),
            "breadcrumbs_items": crumbs,
            "header_title": f"{title} · {name}" if title else name,
            "header_icon": "upload" if source.is_upload else "calendar-alt",
        }
        response = render(request, f"{self.app}/admin/{template}.html", context)
        if is_busy and request.method == "GET":
            response.headers["Refresh"] = WAIT
        return response

    def start(self, request, pk):
        """A run now; a dry run where that is asked for or the source is new."""
        source = self._source(request, pk)
        if source.is_upload:  # there is nothing to be fetched
            return redirect(self.source_url, source.pk)
        purpose = SourceRun.Purpose.TRIAL if "trial" in request.POST else ""
        return self._ask(request, source, purpose=purpose)

    def upload(self, request, pk):
        source = self._source(request, pk)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid() or not source.is_upload:
            return self._detail(request, source, form)
        file = form.cleaned_data["file"]
        return self._ask(request, source, upload=file.read(), file_name=file.name)

    def _ask(self, request, source, **arguments):
        trigger = SourceRun.Trigger.PERSON
        run = self.actions.ask(source=source, trigger=trigger, person=request.user, **arguments)
        if run is None:
            messages.warning(request, BUSY)
            return redirect(self.source_url, source.pk)
        return redirect(self.run_url, run.pk)

    def pause(self, request, pk):
        """Pause what runs by itself, or let it go on."""
        source = self._source(request, pk)
        is_paused = request.POST.get("paused") == "1"
        self.model.objects.filter(pk=source.pk).update(is_paused=is_paused)
        told = _("The source is paused.") if is_paused else _("The source goes on by its rhythm.")
        messages.success(request, told)
        return redirect(self.source_url, source.pk)

    def source_words(self, request, pk):
        """What the words of a source mean here."""
        source = self._source(request, pk)
        sent = request.method == "POST"
        formset = mapping_forms(source, request.POST if sent else None)
        if sent and formset.is_valid():
            if not save_words(source, formset):
                messages.warning(request, BUSY)
                return redirect(f"{self.source_url}_words", source.pk)
            waiting = source.runs.filter(state=SourceRun.State.WAITING).first()
            messages.success(request, _("Saved. It counts for the next import and all later ones."))
            if waiting:
                return redirect(self.run_url, waiting.pk)
            return redirect(self.source_url, source.pk)
        if sent:
            messages.error(request, _("Nothing was saved. Please look at what is marked."))
        title = _("Words of the source")
        return self.page(request, "source_words", source, {"formset": formset}, title=title)

    def decide(self, request, pk):
        """What vanished and conflicts of one page at once; what is left open stays a question."""
        source, done, failed = self._source(request, pk), 0, 0
        for record, work in self._decisions(request, source):
            try:
                done += work()
            except ValidationError as problem:
                failed += 1
                messages.error(request, f"{record}: {' '.join(problem.messages)}")
        if done:
            told = _("Your decisions are carried out: %(count)s.") % {"count": done}
            messages.success(request, told)
        elif not failed:
            messages.warning(request, _("Nothing was chosen."))
        return redirect(self.source_url, source.pk)

    def _decisions(self, request, source):
        """Records and what is to be done with them, of what was on the page alone."""
        rows = source.imported.select_related(self.record)
        offered = {value for value in rows.model.Decision.values if value}
        shown = [pk for pk in request.POST.getlist("missing") if NUMBER.fullmatch(pk)]
        for row in rows.missing().filter(pk__in=shown[:QUESTIONS]):
            decision = request.POST.get(f"missing-{row.pk}") or request.POST.get("missing-all", "")
            if decision in offered:
                choice = {"imported": row, "decision": decision, "person": request.user}
                yield getattr(row, self.record), partial(self.actions.decide_vanished, **choice)
        for row in rows.in_conflict():
            for names in self.groups_of_conflicts(row):
                choice = request.POST.get(f"conflict-{row.pk}-{names[0]}")
                if choice in {"ours", "theirs"}:
                    choice = {"imported": row, "names": names, "take_theirs": choice == "theirs"}
                    yield getattr(row, self.record), partial(self.actions.decide_conflict, **choice)

    def run_detail(self, request, pk):
        run, action = self._run(request, pk), request.GET.get("action", "")
        entries = run.entries.all()
        labels = dict(entries.model.Action.choices)
        if action in labels:
            entries = entries.filter(action=action)
        page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
        is_asked = run.is_waiting and run.source.mappings.filter(use=OPEN).exists()
        context = {
            "run": run,
            "page": page,
            "lines": self.lines(page),
            "action": action,
            "actions": [(n, labels[n], run.counts[n]) for n in labels if run.counts.get(n)],
            "records": capfirst(run.source.record_model._meta.verbose_name_plural),
            "formset": mapping_forms(run.source) if is_asked else None,
        }
        title = f"{run.get_purpose_display()} #{run.pk}"
        return self.page(request, "import", run.source, context, title=title, is_busy=run.is_active)

    def take_over(self, request, pk):
        run = self._run(request, pk)
        if not self.actions.take_over(run=run, person=request.user):
            messages.warning(request, _("This run waits no more, or another one is going on."))
        return redirect(self.run_url, run.pk)

    def discard(self, request, pk):
        run = self._run(request, pk)
        if self.actions.discard(run=run):
            messages.success(request, _("Nothing was imported."))
        return redirect(self.source_url, run.source_id)

    def undo(self, request, pk):
        """The run that takes back what this one has done may be another one."""
        run = self._run(request, pk)
        undoing = self.actions.undo(run=run, person=request.user)
        if undoing is None:
            is_busy = run.source.runs.active().exists()
            messages.warning(request, BUSY if is_busy else _("There is nothing to undo."))
        return redirect(self.run_url, (undoing or run).pk)
