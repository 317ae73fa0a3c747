from django.urls import path

from events.same import views

urlpatterns = [
    path("", views.same_events, name="same_events"),
    path("<int:pk>/", views.decide, name="decide_same_event"),
]
