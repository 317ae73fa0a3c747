"""Advice and funding in the words of schema.org."""

from advisory import territory
from advisory.models import AdvisoryService, FundingProgramme
from directory.models import Organisation
from directory.schema_org import CONTEXT, audience, compact, offer, reference


def service(record, *, absolute):
    """A Service; a GovernmentService when a public body gives it."""
    owner = record.owner
    is_public = owner and owner.live and owner.kind == Organisation.Kind.PUBLIC_BODY
    is_free = record.cost == AdvisoryService.Cost.FREE
    return _service(record, absolute=absolute) | compact(
        {
            "@type": "GovernmentService" if is_public else "Service",
            "serviceType": record.get_kind_display(),
            "provider": reference(owner, absolute=absolute),
            "availableLanguage": record.languages,
            "offers": offer(0) if is_free else None,
            "availableChannel": compact(
                {
                    "@type": "ServiceChannel",
                    "serviceUrl": record.url,
                    "servicePhone": record.phone
                    and {"@type": "ContactPoint", "telephone": record.phone},
                }
            ),
        }
    )


def programme(record, *, absolute):
    """A GovernmentService, provided by the authority behind the programme."""
    is_loan = record.kind == FundingProgramme.Kind.LOAN
    return _service(record, absolute=absolute) | compact(
        {
            "@type": ["GovernmentService", "LoanOrCredit"] if is_loan else "GovernmentService",
            "serviceType": record.get_kind_display(),
            "provider": {"@type": "GovernmentOrganization", "name": record.authority},
            "serviceOperator": reference(record.owner, absolute=absolute),
            "sameAs": record.link,
        }
    )


def _service(record, *, absolute):
    address = absolute(record.get_absolute_url())
    return compact(
        {
            "@context": CONTEXT,
            "@id": address,
            "url": address,
            "name": record.headline,
            "description": record.lead,
            "areaServed": [
                {"@type": "AdministrativeArea", "name": name}
                for name in territory.names(record.territory)
            ],
            "audience": audience(record),
        }
    )
