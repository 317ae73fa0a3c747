from django.urls import path

from events.editing import copying, views

urlpatterns = [
    path("templates/", copying.event_templates, name="event_templates"),
    path("<int:pk>/dates/", views.event_dates, name="event_dates"),
    path("<int:pk>/dates/<str:moment>/", views.change_date, name="event_change_date"),
]
