"""What error pages with DEBUG on show of the settings and the environment."""

import re

from django.views.debug import SafeExceptionReporterFilter


class WithoutAddresses(SafeExceptionReporterFilter):
    """Hides the addresses that hold a password as well as what Django hides by its name."""

    hidden_settings = re.compile(
        rf"{SafeExceptionReporterFilter.hidden_settings.pattern}|SEARCH_URL|DATABASE_URL", re.I
    )
