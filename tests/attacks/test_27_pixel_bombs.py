"""Row 27, pictures: a small file that unpacks to billions of dots is refused by its header alone."""

import resource
import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images import get_image_model

from tests.support.people import client_of
from website.core import uploads
from website.core.groups import EDITOR

SIDE = 40_000


def png(width: int, height: int, dots: bytes = b"") -> bytes:
    """A PNG whose header claims any size; `dots` is what its data unpacks to."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(dots, 9))
        + chunk(b"IEND", b"")
    )


def gif(width: int, height: int) -> bytes:
    """The same lie in a GIF."""
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, width, height) + b"\x00\x02\x02\x4c\x01\x00"
    return head + frame + b"\x3b"


def moving(frames: int) -> bytes:
    """A GIF of a few kilobytes for each of many large frames."""
    pictures = [Image.new("P", (1000, 1000), number % 2) for number in range(frames)]
    data = BytesIO()
    pictures[0].save(data, "GIF", save_all=True, append_images=pictures[1:], optimize=False)
    return data.getvalue()


def webp() -> bytes:
    """The largest side that WebP knows, in one colour."""
    data = BytesIO()
    Image.new("L", (16_000, 2_600)).convert("RGB").save(data, "WEBP", quality=1, method=0)
    return data.getvalue()


def jpeg() -> bytes:
    """A real JPEG, its header changed to the largest size there is."""
    data = BytesIO()
    Image.new("L", (8, 8)).save(data, "JPEG")
    text = data.getvalue()
    place = text.index(b"\xff\xc0") + 5
    return text[:place] + struct.pack(">HH", 65_500, 65_500) + text[place + 4 :]


BOMBS = {
    "huge.png": lambda: png(SIDE, SIDE, bytes(5_001 * 1_000)),
    "tall.png": lambda: png(1, 2_000_000_000),
    "wide.png": lambda: png(2_000_000_000, 1),
    "over.png": lambda: png(8_001, 5_000, bytes(1_001 * 5_000)),
    "huge.gif": lambda: gif(65_000, 65_000),
    "many.gif": lambda: moving(42),
    "huge.jpg": jpeg,
    "huge.webp": webp,
}


def peak() -> int:
    """The most memory this process has held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_goes_off(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = BOMBS[name]()
    Image.init()  # the import of a plugin draws something
    decoded: list[str] = []
    load = Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda self: decoded.append(name) or load(self))
    before = peak()
    with pytest.raises(ValidationError) as refusal:
        uploads.redrawn(SimpleUploadedFile(name, content))
    assert refusal.value.messages == [uploads.TOO_MANY]
    assert decoded == []
    assert peak() - before < 100_000
    assert len(content) < 2_000_000


def test_without_the_limit_the_bomb_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control off: the same code decodes and rewrites what its header claims."""
    monkeypatch.setattr(uploads, "PIXELS", 10**12)
    content = png(8_001, 5_000, bytes(1_002 * 5_000))
    again = uploads.redrawn(SimpleUploadedFile("over.png", content))
    with Image.open(again) as picture:
        print(f"without the control {len(content)} bytes become {picture.width * picture.height} dots")
        assert picture.size == (8_001, 5_000)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["huge.png", "huge.gif", "huge.jpg"])
def test_the_upload_of_a_bomb_is_refused(name: str) -> None:
    amira = client_of(EDITOR)
    bomb = SimpleUploadedFile(name, BOMBS[name](), content_type="image/png")
    answer = amira.post("/admin/images/multiple/add/", {"title": "Bomb", "files[]": bomb, "collection": 1})
    assert answer.json()["success"] is False
    bomb = SimpleUploadedFile(name, BOMBS[name](), content_type="image/png")
    form = {"image-chooser-upload-title": "Bomb", "image-chooser-upload-file": bomb}
    chooser = amira.post("/admin/images/chooser/create/", form | {"image-chooser-upload-collection": 1})
    assert chooser.json()["step"] == "reshow_creation_form"
    assert get_image_model().objects.count() == 0
