import pytest
from django.core.exceptions import ValidationError

from hub.blocks import CallToActionBlock


@pytest.mark.parametrize(
    "link", ["/beratung/", "https://example.org/", "mailto:a@b.example", "tel:+4956112345"]
)
def test_a_call_to_action_leads_to_an_address(link):
    assert CallToActionBlock().child_blocks["link"].clean(link) == link


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_a_call_to_action_never_runs_a_script_or_leaves_unseen(link):
    with pytest.raises(ValidationError):
        CallToActionBlock().child_blocks["link"].clean(link)
