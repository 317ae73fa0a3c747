"""The pages of “Tell me when there is a new date”. Links from mails open a page; only its button
changes anything, because mail programs and scanners follow links too."""

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from courses import watching
from courses.models import Course, CourseWatch
from directory.own_area import human
from directory.own_area.pages import personal, shows_and_does
from hub.rate_limit import allow, limited

HOUR = 3600
MAILS = 4  # to one address in an hour
NO_ADDRESS = gettext_lazy("This is no e-mail address. Write it like name@example.org.")


class WatchForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write the address that the mails should go to."),
            "invalid": NO_ADDRESS,
            "max_length": NO_ADDRESS,
        },
    )


@shows_and_does
@limited(limit=10, seconds=HOUR)
@personal
@sensitive_post_parameters()
def watch_new(request, slug):
    """The answer is the same for every address."""
    course = get_object_or_404(Course.objects.live(), slug=slug)
    form = WatchForm(request.POST or None)
    obstacle = "" if settings.CAN_SEND_MAIL else _("This hub cannot send mail at the moment.")
    if form.is_bound and form.is_valid() and not obstacle:
        if human.is_trap_filled(request.POST):
            return redirect("course_watch_sent", slug)  # and nothing is kept
        obstacle = human.obstacle(request.POST) or _asked(course, form.cleaned_data["email"])
        if not obstacle:
            return redirect("course_watch_sent", slug)
    context = {"record": course, "form": form, "obstacle": obstacle, "stamp": human.stamp()}
    return render(request, "courses/watch_new.html", context)


def _asked(course, email):
    """Why no mail is on its way, in words."""
    if not allow(key=f"course_watch {email.lower()}", limit=MAILS, seconds=HOUR):
        return _("We have written to you several times already. Please try again in an hour.")
    try:
        watching.ask(course=course, email=email, language=get_language())
    except watching.TooMany:
        return _("Very many people have asked for this today. Please try again tomorrow.")
    return ""


@require_safe
@personal
def watch_sent(request, slug):
    course = get_object_or_404(Course.objects.live(), slug=slug)
    context = {"record": course, "mail_goes_to_log": not settings.EMAIL_HOST}
    return render(request, "courses/watch_sent.html", context)


@shows_and_does
@limited(limit=30, seconds=600)
@personal
def watch_manage(request, token):
    """What is kept, with a button to confirm it and one to end it."""
    watch = CourseWatch.objects.current().with_token(token)
    if watch is None:
        return render(request, "courses/watch_unknown.html", status=404)
    context = {"watch": watch, "record": watch.course}
    if request.method == "POST":
        if request.POST.get("do") == "end":
            watching.forget(watch=watch)
            return render(request, "courses/watch_ended.html", context)
        watching.confirm(watch=watch)
        return redirect("course_watch_manage", token)
    return render(request, "courses/watch_manage.html", context)
