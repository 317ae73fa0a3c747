"""Advisory services in the own area of an organisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from advisory.models import AdvisoryService
from directory.own_area.kinds import OwnKind, register
from directory.own_area.record_form import RecordForm
from directory.own_area.text_fields import WebsiteField


class OwnServiceForm(RecordForm):
    url = WebsiteField(label=_("Web page"), required=False)

    class Meta:
        model = AdvisoryService
        formsets: tuple[str, ...] = ()
        fields = (
            *("owner", "title", "kind", "summary", "for_whom", "size_classes", "channels"),
            *("cost", "cost_note", "email", "phone", "url", "answer_within_days", "languages"),
            *("description", "topics", "go_live_at", "expire_at"),
        )


def services():
    return AdvisoryService.objects.order_by("title", "pk")


register(
    OwnKind(
        name="advice",
        label_plural=_("Advice"),
        new_label=_("New advisory service"),
        model=AdvisoryService,
        form=OwnServiceForm,
        records=services,
        not_copied=("go_live_at", "expire_at"),
    )
)
