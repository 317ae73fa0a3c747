"""Templates for answers: a desk keeps them in the own area and puts one into a form by a link."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from advisory.models import AdviceDesk, AnswerTemplate, Assignment
from advisory.models.template import MOST
from directory.own_area.pages import own, shows_and_does

FIELDS = ("ask", "close")  # the forms that take one


class TemplateForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = AnswerTemplate
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def _get_validation_exclusions(self):
        """The desk counts, too: no title twice."""
        return super()._get_validation_exclusions() - {"desk"}


@shows_and_does
@own
def own_templates(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a desk, and the form for a new one or for the one that is named in the address."""
    desk = get_object_or_404(AdviceDesk.objects.editable_by(request.user), pk=pk)
    changed, number = AnswerTemplate(desk=desk), request.GET.get("change", "")
    if number:
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        changed = get_object_or_404(desk.templates, pk=number if is_number else 0)
    if request.method == "POST" and request.POST.get("do") == "delete":
        if number:
            changed.delete()
        return redirect("own_templates", desk.pk)
    form = TemplateForm(request.POST or None, instance=changed)
    is_full = not number and desk.templates.count() >= MOST
    if form.is_bound and not is_full and form.is_valid():
        form.save()
        return redirect("own_templates", desk.pk)
    context = {
        "desk": desk,
        "templates": list(desk.templates.all()),
        "form": form,
        "changed": changed if number else None,
        "is_full": is_full,
        "most": MOST,
    }
    return render(request, "advisory/requests/own_templates.html", context)


def chosen(request: HttpRequest, assignment: Assignment) -> dict[str, str]:
    """Name of the form → the text of the template that a link puts there."""
    name, number = request.GET.get("for", ""), request.GET.get("template", "")
    if name not in FIELDS or not (number.isascii() and number.isdigit() and len(number) < 10):
        return {}
    found = AnswerTemplate.objects.filter(desk=assignment.desk_id, pk=number).first()
    return {name: found.text} if found else {}
