"""Row 28: what is uploaded is a picture or a document, remembers nothing, and runs nowhere."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.support.people import client_of
from website.core import uploads
from website.core.groups import EDITOR

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"


def picture(kind: str, **more: Any) -> bytes:
    """A small picture of any kind."""
    data = io.BytesIO()
    Image.effect_mandelbrot((40, 30), (-2, -1, 1, 1), 20).convert("RGB").save(data, kind, **more)
    return data.getvalue()


def photograph() -> bytes:
    """A JPEG that remembers a place, a camera, a comment and a whole page after its end."""
    exif = Image.Exif()
    exif[0x010F] = "Mallory's camera"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return picture("JPEG", exif=exif, comment=SCRIPT) + HTML


#: Names and contents that are refused as pictures.
NO_PICTURES: dict[str, Callable[[], bytes]] = {
    "drawing.svg": lambda: SVG,
    "drawing.png": lambda: SVG,
    "drawing.jpg": lambda: b"<?xml version='1.0'?>" + SVG,
    "page.html": lambda: HTML,
    "page.png": lambda: HTML,
    "page.gif": lambda: b"GIF89a/*" + HTML + b"*/=1;alert(1)",
    "script.gif": lambda: b"GIF89a=1;alert(1)//",
    "document.png": lambda: b"%PDF-1.7\n%%EOF",
    "archive.jpg": lambda: b"PK\x03\x04" + bytes(60),
    "shell.php": lambda: picture("PNG"),
    "shell.png.php": lambda: picture("PNG"),
    "photoshop.png": lambda: b"8BPS\x00\x01" + bytes(200),
    "postscript.jpg": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "cut.png": lambda: picture("PNG")[:60],
    "cut.jpg": lambda: picture("JPEG")[:200],
    "tiff.png": lambda: picture("TIFF"),
    "bmp.jpg": lambda: picture("BMP"),
    "other.png": lambda: picture("JPEG"),
    "empty.png": lambda: b"",
    "icon.ico": lambda: picture("ICO"),
}
#: Names and contents that are refused as documents.
NO_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "page.html": lambda: HTML,
    "page.pdf": lambda: HTML,
    "page.txt": lambda: HTML,
    "page.csv": lambda: b"\xef\xbb\xbf \n" + SVG,
    "drawing.svg": lambda: SVG,
    "script.js": lambda: b"alert(1)",
    "program.pdf": lambda: b"MZ\x90\x00",
    "letter.docx": lambda: HTML,
    "table.xlsx": lambda: b"\xd0\xcf\x11\xe0macro",
    "text.txt": lambda: b"\x00\x01\x02",
}


def refused_as_document(name: str, content: bytes) -> bool:
    """Whether the editor's form for a document takes the file."""
    client = client_of(EDITOR)
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    answer = client.post("/admin/documents/multiple/add/", {"title": "x", "files[]": file, "collection": 1})
    return answer.status_code == 200 and answer.json()["success"] is False


@pytest.mark.parametrize("name", NO_PICTURES)
@pytest.mark.django_db
def test_what_is_no_picture_is_refused(name: str) -> None:
    file = SimpleUploadedFile(name, NO_PICTURES[name](), content_type="image/png")
    answer = client_of(EDITOR).post(
        "/admin/images/multiple/add/", {"title": "x", "files[]": file, "collection": 1}
    )
    assert answer.json()["success"] is False
    assert get_image_model().objects.count() == 0


@pytest.mark.parametrize("name", NO_DOCUMENTS)
@pytest.mark.django_db
def test_what_is_no_document_is_refused(name: str) -> None:
    assert refused_as_document(name, NO_DOCUMENTS[name]())
    assert get_document_model().objects.count() == 0


@pytest.mark.django_db
def test_a_refusal_says_once_what_is_wrong() -> None:
    file = SimpleUploadedFile("page.pdf", HTML, content_type="application/pdf")
    answer = client_of(EDITOR).post("/admin/documents/add/", {"title": "x", "file": file, "collection": 1})
    assert answer.context["form"].errors == {"file": [uploads.NOT_WHAT_IT_SAYS.format(kind="pdf")]}


@pytest.mark.django_db
def test_without_the_check_most_of_them_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control off: Wagtail itself looks at the end of a document's name alone."""
    monkeypatch.setattr(uploads, "check_document", lambda file: None)
    taken = [name for name, content in NO_DOCUMENTS.items() if not refused_as_document(name, content())]
    print(f"without the control {len(taken)} of {len(NO_DOCUMENTS)} disguised documents are taken")
    assert taken == [
        "page.pdf",
        "page.txt",
        "page.csv",
        "program.pdf",
        "letter.docx",
        "table.xlsx",
        "text.txt",
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_what_was_hidden_in_a_picture_stays_behind(kind: str) -> None:
    before = picture(kind) + HTML if kind != "JPEG" else photograph()
    assert SCRIPT in before
    name = f"holiday.{kind.lower()}"
    after = uploads.redrawn(SimpleUploadedFile(name, before)).read()
    assert [word for word in (b"script", b"Mallory", b"GPS", b"Exif", b"html") if word in after] == []
    with Image.open(io.BytesIO(after)) as again:
        assert again.format == kind
        assert dict(again.getexif()) == {}
        assert again.size == ((30, 40) if kind == "JPEG" else (40, 30))


def test_a_picture_that_moves_still_moves() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:], comment=SCRIPT)
    assert SCRIPT in data.getvalue()
    after = uploads.redrawn(SimpleUploadedFile("dance.gif", data.getvalue()))
    with Image.open(after) as again:
        assert getattr(again, "n_frames", 1) == 3
    assert SCRIPT not in after.file.getvalue()


def kept_of(photo: bytes) -> tuple[Any, bytes]:
    """What the editor's form makes of a photograph: its row, and the file in the folder of pictures."""
    file = SimpleUploadedFile("holiday.jpg", photo, content_type="image/jpeg")
    answer = client_of(EDITOR).post(
        "/admin/images/multiple/add/", {"title": "x", "files[]": file, "collection": 1}
    )
    assert answer.json()["success"] is True
    image = get_image_model().objects.get()
    with image.file.open() as kept:
        return image, kept.read()


@pytest.mark.django_db
def test_without_drawing_anew_everything_hidden_is_kept(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control off: Wagtail keeps the file as it came."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(uploads, "redrawn", lambda file: file)
    _, content = kept_of(photograph())
    hidden = [word for word in (SCRIPT, b"Mallory", b"Exif", b"<html>") if word in content]
    print(f"without the control {len(hidden)} of 4 hidden things stay in a picture")
    assert len(hidden) == 4


@pytest.mark.django_db
def test_an_uploaded_original_is_the_redrawn_one(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    image, content = kept_of(photograph())
    assert (image.width, image.height) == (30, 40)
    assert SCRIPT not in content
    assert b"Mallory" not in content


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["paper.pdf", "table.csv", "notes.txt"])
def test_a_document_is_handed_over_as_a_file_that_may_do_nothing(
    name: str, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = b"%PDF-1.7 " + HTML if name.endswith("pdf") else b"a,b\n" + HTML
    file = SimpleUploadedFile(name, content, content_type="text/html")
    answer = client_of(EDITOR).post(
        "/admin/documents/multiple/add/", {"title": "x", "files[]": file, "collection": 1}
    )
    assert answer.json()["success"] is True
    served = Client().get(get_document_model().objects.get().url)
    assert (served.status_code, b"".join(served.streaming_content)) == (200, content)
    served.close()
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "html" not in served.headers["Content-Type"]
    policy = served.headers["Content-Security-Policy"]
    assert "sandbox" in [part.strip() for part in policy.split(";")]
    assert "'self'" not in policy


@pytest.mark.browser
def test_no_disguised_file_runs_in_a_browser(browser: Any, site_server: Any) -> None:
    """What nevertheless got into the folder of pictures runs nothing; with a page's policy it would."""
    folder = site_server.var / "media" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    mark = b"<script>document.title='ran'</script>"
    files = {"a.svg": SVG.replace(b"alert(1)", b"document.title='ran'"), "b.html": HTML + mark, "c.png": mark}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    context = browser.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    ran = []
    for name in files:
        page.goto(f"{site_server.url}/media/images/{name}")
        ran += [name] if page.title() == "ran" else []
    page.route("**/bare.html", lambda route: route.fulfill(content_type="text/html", body=mark.decode()))
    page.goto(f"{site_server.url}/bare.html")
    assert page.title() == "ran"  # the control off
    context.close()
    assert (ran, dialogs) == ([], [])


def test_a_broken_picture_is_refused_in_words() -> None:
    with pytest.raises(ValidationError) as refusal:
        uploads.redrawn(SimpleUploadedFile("cut.png", picture("PNG")[:60]))
    assert refusal.value.messages == [uploads.UNREADABLE]
