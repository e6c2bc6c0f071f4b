"""Pictures that lie in the same folder as the text. Nothing is fetched from anywhere."""

import posixpath
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from website.articles.importing import limits
from website.articles.importing.opening import Package
from website.articles.importing.refusal import Refused
from website.core import uploads

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_UPLOADS = "/wp-content/uploads/"


def find(package: Package, *, source: str, beside: str) -> str | None:
    """Return the path in `package` of the picture that `beside` calls `source`; None where it holds none.

    An address of a WordPress upload is found by its path, if the folder of uploads came along.
    """
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    path = unquote(parts.path)
    if _UPLOADS in path:
        tail = path.partition(_UPLOADS)[2]
        return (
            next((name for name in package.files if name.endswith(f"uploads/{tail}")), None) if tail else None
        )
    if parts.scheme or parts.netloc:
        return None
    folder = str(PurePosixPath(beside).parent)
    for base in (folder, "."):
        name = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
        if name in package.files:
            return name
    return None


def clean(data: bytes, *, name: str) -> UploadedFile:
    """Draw the picture anew, as an upload is: upright, and without what cameras add to it.

    Refused where it is none, or larger than 10 MB or 40 million pixels; known before it is decoded.
    """
    short = PurePosixPath(name).name
    if len(data) > limits.PICTURE_BYTES:
        raise Refused(f"The picture “{short}” is larger than {limits.PICTURE_BYTES // limits.MEGABYTE} MB.")
    try:
        return uploads.redrawn(SimpleUploadedFile(short, data))
    except ValidationError as fault:
        raise Refused(f"“{short}”: {fault.messages[0]}") from fault
