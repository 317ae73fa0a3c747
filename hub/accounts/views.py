"""The pages of /konto/ that allauth has not, and the doors that lead there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.accounts import second_factor


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "account/home.html",
        {
            "may_enter_the_admin": request.user.has_perm("wagtailadmin.access_admin"),
            "has_password": request.user.has_usable_password(),
        },
    )


@require_safe
@never_cache
@login_required
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Says why a second factor is needed now, and how to set one up."""
    if not second_factor.is_required_for(request.user) or second_factor.is_shown(request):
        return redirect("account_home")
    return render(request, "account/second_factor.html")


@never_cache
def admin_door(request: HttpRequest) -> HttpResponse:
    """Wagtail's own sign-in: leads to ours, or says that there is no way in for this person."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return render(request, "account/no_admin.html", status=403)
    return redirect(target)


@never_cache
def site_door(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Every other form for passwords that Wagtail brings leads to ours."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('account_login')}{'?' + query if query else ''}")


@never_cache
def password_door(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return redirect("account_reset_password")
