"""What may be uploaded, and what is made of it before it is kept.

A picture is drawn anew from its dots: the place and the camera it remembers, and whatever else was hidden
in the file, stay behind. A document must begin as its kind does. Neither is opened beyond that on the way in,
and both are served from addresses whose policy lets them do nothing (website.core.policy).
"""

import warnings
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from PIL import Image, ImageOps
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

#: Width times height times frames; most cameras stay well below.
PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
#: Formats that are kept, and how each is written.
FORMATS: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 80},
    "GIF": {},
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 90},
}
#: How a document of each kind begins. What is text has no signature and must be readable text.
BEGINNINGS = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "pptx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "rtf": b"{\\rtf",
}
TEXT = frozenset({"csv", "txt"})
#: What a browser could take for a page, at the start of something that says it is text.
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<head", b"<iframe")
TOO_MANY = "This picture has too many pixels. Make it smaller than 40 million, 8,000 by 5,000 for example."
UNREADABLE = "This file can't be read as a picture. Open it, save it as JPEG or PNG, and try once more."
NOT_WHAT_IT_SAYS = "The file is not what its name says. Open it and save it again as .{kind}."


def redrawn(file: UploadedFile) -> UploadedFile:
    """The same picture, written anew without anything but its dots. ValidationError if it can't be read.

    Reads the header first and refuses too many pixels before a dot is unpacked.
    """
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=tuple(FORMATS)) as picture:
                # A JPEG that holds a second view of the scene calls itself MPO.
                kind = "JPEG" if picture.format == "MPO" else picture.format or "PNG"
                frames = 1 if kind == "JPEG" else getattr(picture, "n_frames", 1)
                if picture.width * picture.height * frames > PIXELS:
                    raise ValidationError(TOO_MANY)
                data = _written(picture, kind, frames)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(TOO_MANY) from error
        except ValidationError:
            raise
        except Exception as error:
            # Pillow's decoders raise many kinds for a broken file; none of them is a fault of ours.
            raise ValidationError(UNREADABLE) from error
    size = data.getbuffer().nbytes
    return InMemoryUploadedFile(data, "file", file.name, Image.MIME[kind], size, None)


def _written(picture: Image.Image, kind: str, frames: int) -> BytesIO:
    """The dots of `picture` in a new file; turned as the camera said, since that word is dropped too."""
    data = BytesIO()
    if frames > 1:
        moving = []
        for number in range(frames):
            picture.seek(number)
            moving.append(_dots(picture.convert("RGBA")))
        first, *rest = moving
        pause = picture.info.get("duration", 100)
        first.save(data, kind, save_all=True, append_images=rest, duration=pause, loop=0, **FORMATS[kind])
    else:
        upright = ImageOps.exif_transpose(picture)
        if kind == "JPEG" and upright.mode not in ("RGB", "L"):
            upright = upright.convert("RGB")
        _dots(upright).save(data, kind, **FORMATS[kind])
    data.seek(0)
    return data


def _dots(picture: Image.Image) -> Image.Image:
    """A new picture with nothing but the dots (and the palette) of this one."""
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        bare = picture.convert("RGBA")
        bare.info = {}
        return bare
    bare.paste(picture)
    return bare


def check_document(file: UploadedFile) -> None:
    """Raise ValidationError where a document does not begin as its ending says."""
    kind = PurePath(file.name or "").suffix[1:].casefold()
    file.seek(0)
    begins = file.read(4096)
    file.seek(0)
    expected = BEGINNINGS.get(kind)
    if expected is not None and begins.startswith(expected):
        return
    if kind in TEXT and _is_text(begins):
        return
    raise ValidationError(NOT_WHAT_IT_SAYS.format(kind=kind or "pdf"))


def _is_text(begins: bytes) -> bool:
    if b"\x00" in begins or begins.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return False
    try:
        # The last sign may be cut in two.
        begins[:-3].decode() if len(begins) == 4096 else begins.decode()
    except UnicodeDecodeError:
        return False
    return True


class PictureField(WagtailImageField):
    """Wagtail's field, which answers a file that only begins like a picture with a sentence, not an error."""

    def to_python(self, data: Any) -> Any:
        """The file, if its header can be read."""
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:
            # As in `redrawn`: Pillow's decoders raise many kinds.
            raise ValidationError(UNREADABLE) from error


class ImageForm(BaseImageForm):
    """Wagtail's form for a picture, one or many at once: what is kept is drawn anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field is not None:
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget, max_length=field.max_length
            )

    def clean_file(self) -> Any:
        """The picture without what it remembers."""
        file = self.cleaned_data["file"]
        return redrawn(file) if isinstance(file, UploadedFile) else file


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for a document."""

    def clean_file(self) -> Any:
        """The document, if it is what it says."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_document(file)
        return file

    def _post_clean(self) -> None:
        """Say once what is wrong: of a file that was refused the model would find no ending."""
        refused = self.errors.as_data().get("file")
        super()._post_clean()
        if refused:
            self.errors["file"] = self.error_class(refused)
