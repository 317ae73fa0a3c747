"""The pages of /konto/ that allauth has not, and the doors that lead there."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts import leaving, mails, personal_data, second_factor


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


@require_safe
@never_cache
@login_required
@reauthentication_required
def own_data(request: HttpRequest) -> HttpResponse:
    """All that is kept about the person, as a file."""
    data = personal_data.of(request.user)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required(allow_get=True)
def leave(request: HttpRequest) -> HttpResponse:
    """Asks first, then deletes the account."""
    if request.method == "POST":
        user, email = request.user, request.user.email
        if leaving.leave(user=user):
            logout(request)
            mails.queue_mail("account_deleted", email)
            return redirect("account_deleted")
    sentences = leaving.obstacles(request.user)
    return render(request, "account/leave.html", {"obstacles": sentences})


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "account/deleted.html")


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
