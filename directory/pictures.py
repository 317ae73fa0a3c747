"""Which pictures people may choose: not the logo of an entry that is not public and not theirs.

The right to choose pictures is one over collections, and every collection lies below the first one.
"""

from functools import wraps

from django.http import Http404
from wagtail import hooks
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from directory.models import Organisation
from hub.models import Picture


def visible_to(user):
    """The pictures that a person may choose, and hear of."""
    pictures = Picture.objects.all()
    if user.is_superuser:
        return pictures
    public = Organisation.objects.live().exclude(logo=None).values("logo")
    logos = pictures.filter(collection__name=Picture.LOGOS).exclude(uploaded_by_user=user.pk)
    return pictures.exclude(pk__in=logos.exclude(pk__in=public).values("pk"))


def for_visible(view):
    """One of Wagtail's views of what was chosen, which ask for no right."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        ids = {str(each) for each in [*args, *kwargs.values(), *request.GET.getlist("id")]}
        if not all(pk.isdecimal() for pk in ids):
            raise Http404
        if visible_to(request.user).filter(pk__in=ids).count() < len(ids):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class PicturesAPIViewSet(ImagesAdminAPIViewSet):
    def get_queryset(self):
        return super().get_queryset().filter(pk__in=visible_to(self.request.user).values("pk"))


@hooks.register("construct_image_chooser_queryset")
def offer_visible(images, request):
    return images.filter(pk__in=visible_to(request.user).values("pk"))


@hooks.register("construct_admin_api", order=100)  # after Wagtail's
def tell_visible(router):
    router.register_endpoint("images", PicturesAPIViewSet)
