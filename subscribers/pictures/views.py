"""Pictures from this machine, where no other server serves them: of known folders, and as pictures alone."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from subscribers.shell.responses import content_security_policy as csp

from .copies import FOLDER

RENDITIONS = "images"  # Wagtail's own, for the desk; and those of mails that were sent before there were copies
ORIGINALS = "original_images"
FOR_EVER = "public, max-age=31536000, immutable"  # RFC 8246: a name of ours never means another picture
TYPES = {"gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_safe
def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Originals are for staff; what waits to become a picture is for nobody.

    A path with ``..`` is no name of ours: it would be judged by one folder and read from another.
    """
    parts = PurePosixPath(path).parts
    folder, extension = parts[0] if parts else "", PurePosixPath(path).suffix[1:].lower()
    if ".." in parts or extension not in TYPES or not may_see(request, folder):
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:  # a name longer than a file system takes
        raise Http404 from error
    response.headers["Content-Type"] = TYPES[extension]
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers[csp.HEADER] = csp.PICTURE
    response.headers["Cache-Control"] = {FOLDER: FOR_EVER, RENDITIONS: "public, max-age=3600"}.get(folder, "no-store")
    return response


def may_see(request: HttpRequest, folder: str) -> bool:
    if folder == ORIGINALS:
        return bool(request.user.has_perm("wagtailadmin.access_admin"))  # type: ignore[union-attr]
    return folder in (FOLDER, RENDITIONS)
