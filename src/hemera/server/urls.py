"""Every address: the portal below a language, the API below its version, the staff's side."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from hemera.portal.views.state import state
from hemera.server import websub

admin.autodiscover()
urlpatterns = [
    path("admin/state/", admin.site.admin_view(state), name="state"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("hemera.api.urls")),
    path("websub/<str:token>", websub.called, name="websub"),
    path("", include("hemera.portal.root_urls")),
    *i18n_patterns(path("", include("hemera.portal.urls"))),
]
handler400 = "hemera.portal.views.errors.bad_request"
handler403 = "hemera.portal.views.errors.forbidden"
handler404 = "hemera.portal.views.errors.not_found"
handler500 = "hemera.portal.views.errors.server_error"
