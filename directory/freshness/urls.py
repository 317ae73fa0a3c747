from django.urls import path
from django.utils.translation import gettext_lazy as _

from directory.freshness import views

urlpatterns = [path(_("still-right/<str:secret>/"), views.still_right, name="still_right")]
