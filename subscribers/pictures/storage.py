"""Where uploads are kept: what enters their folders is treated there and then, by whatever door it came.

Forms treat first, so that a person hears what is wrong; here stands what no form sees: the second step of Wagtail's
multiple upload, a command, a shell.
"""

from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from .names import make_key
from .treating import treat

UPLOADS = ("original_images", "wagtail_uploads")  # Wagtail's own names for them
TYPES = {"jpg": "image/jpeg", "png": "image/png"}


class TreatedFile(SimpleUploadedFile):
    """A picture that was treated, under the name it will have."""

    @property
    def key(self) -> str:
        return str(self.name).partition(".")[0]


def treated_file(content: bytes) -> TreatedFile:
    """Raises ``ValidationError`` as ``treat`` does."""
    treated = treat(content)
    name = f"{make_key(treated.content)}.{treated.extension}"
    return TreatedFile(name, treated.content, TYPES[treated.extension])


class PictureStorage(FileSystemStorage):
    """Raises ``ValidationError`` for what goes to a folder of uploads and is no picture."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        folder = (name or "").partition("/")[0]
        if folder not in UPLOADS:
            return super().save(name, content, max_length)
        treated = content if isinstance(content, TreatedFile) else treated_file(bytes_of(content))
        stored = super().save(f"{folder}/{treated.name}", treated, max_length)
        if isinstance(content, File) and content is not treated:
            become(content, treated)
        return stored


def bytes_of(content: Any) -> bytes:
    content.seek(0)
    return content.read()  # type: ignore[no-any-return]


def become(content: "File[Any]", treated: TreatedFile) -> None:
    """The file that was handed in becomes what was stored: an ``ImageField`` measures that one, not the stored one."""
    content.close()
    content.file, content.size = BytesIO(bytes_of(treated)), treated.size or 0
    content.seek(0)
