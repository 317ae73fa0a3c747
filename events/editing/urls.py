from django.urls import path

from events.editing import views

urlpatterns = [
    path("<int:pk>/dates/<str:moment>/", views.change_date, name="event_change_date"),
]
