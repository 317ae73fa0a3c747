"""What raises the score of advice and of funding programmes."""

from django.utils.translation import gettext_lazy as _

from directory.freshness.score import Criterion

SERVICE = (
    Criterion(15, _("Say how to reach you."), lambda r: bool(r.email or r.phone or r.url)),
    Criterion(10, _("Say for which area you are responsible."), lambda r: bool(r.territory)),
    Criterion(5, _("Say how one can meet you."), lambda record: bool(record.channels)),
    Criterion(5, _("Promise by when you answer."), lambda r: r.answer_within_days is not None),
)
PROGRAMME = (
    Criterion(15, _("Say what the money is for, else the check cannot find it."),
              lambda record: bool(record.purposes)),
    Criterion(10, _("Add the page with the rules."), lambda record: bool(record.link)),
    Criterion(10, _("Say how much there is."),
              lambda r: bool(r.amount_max or r.rate_percent or r.amount_note)),
)  # fmt: skip
