"""The form by which the desk takes a picture in, by every door: one, many at once, from a chooser, replacing one."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import FileField
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .copies import make_copies
from .storage import TreatedFile, bytes_of, treated_file


class PictureField(WagtailImageField):  # type: ignore[misc]
    """What the file is and how large is found by reading it ourselves: Wagtail's checks decode it whole before they ask
    how many pixels it has, and fail with anything at one that is broken. What its name says does not matter.
    """

    def to_python(self, data: Any) -> Any:
        file = FileField.to_python(self, data)
        if not isinstance(file, UploadedFile):
            return file
        self.check_image_file_size(file)
        return treated_file(bytes_of(file))


class PictureForm(BaseImageForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)

    def clean(self) -> dict[str, Any]:
        """The copies are made here, before any transaction: nobody waits for a lock while a picture is scaled."""
        cleaned: dict[str, Any] = super().clean()
        file = cleaned.get("file")
        if isinstance(file, TreatedFile) and not self.errors:
            make_copies(file.key, bytes_of(file))
            file.seek(0)
        return cleaned
