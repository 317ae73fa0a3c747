"""The form of pictures in the admin: only pixels come in, and no file takes long to refuse."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from hub import uploads


class PictureForm(BaseImageForm):
    """Wagtail decodes a file three times before any check of ours: it gets the picture written
    anew, without place, camera or program."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # not in that of a picture among several
            field = self.fields["file"]
            read = field.to_python
            field.to_python = lambda data: read(data and self._only_pixels(data))

    def _only_pixels(self, file):
        """The same file with another content: Wagtail keeps it when another field is wrong."""
        try:
            picture = uploads.clean_picture(
                file.read(uploads.MOST_BYTES + 1), longest=self.instance.LONGEST
            )
        except uploads.Refused as reason:
            raise ValidationError(str(reason)) from reason
        file.seek(0)
        file.truncate()
        file.write(picture.data)
        file.flush()
        file.seek(0)
        file.size = len(picture.data)
        file.name = f"{PurePath(file.name).stem}.{picture.suffix}"
        return file
