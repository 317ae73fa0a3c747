"""Addresses of teams, below those of the own area."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory.teams import views

of_team = [
    path("", views.team, name="team"),
    path(_("invite/"), views.invite, name="team_invite"),
    path(_("invitations/<int:pk>/withdraw/"), views.withdraw, name="team_withdraw"),
    path(_("<int:pk>/role/"), views.change_role, name="team_role"),
    path(_("<int:pk>/remove/"), views.remove, name="team_remove"),
    path(_("<int:pk>/hand-over/"), views.hand_over, name="team_hand_over"),
]
pages = [
    path(_("invitation/<str:token>/"), views.invitation, name="team_invitation"),
    path(_("entries/<slug:slug>/team/"), include(of_team)),
]
paths = [path(_("my/"), include(pages))]
