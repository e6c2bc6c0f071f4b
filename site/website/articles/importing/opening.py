"""Opening a file, a folder or a zip: what is hostile is refused before anything is unpacked."""

import stat
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from website.articles.importing import limits
from website.articles.importing.refusal import Refused

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR_64 = b"PK\x06\x07"
_LOCATOR_64_SIZE = 20
_LONGEST_COMMENT = 65535


@dataclass(frozen=True)
class Package:
    """Files by their path inside the folder or zip, with forward slashes. At most 200, 50 MB together."""

    files: dict[str, bytes]


def open_path(path: Path) -> Package:
    """Read what stands at `path`. Refused with one sentence where it is missing, too much, or dangerous."""
    if path.is_symlink():
        raise Refused(f"“{path.name}” is a link to another place; name the place itself.")
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise Refused(f"There is no file or folder at {path}.")
    if path.stat().st_size > limits.PACKAGE_BYTES:
        raise Refused(f"“{path.name}” is larger than {limits.PACKAGE_BYTES // limits.MEGABYTE} MB.")
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"PK" or path.suffix.lower() == ".zip":
        return _zip(path)
    return Package({path.name: path.read_bytes()})


def _folder(root: Path) -> Package:
    """Every file below `root`. Links are refused: they may lead out of the folder."""
    files: dict[str, bytes] = {}
    size = 0
    pending = [root]
    while pending:
        for path in sorted(pending.pop().iterdir()):
            name = path.relative_to(root).as_posix()
            if path.name.startswith("."):
                continue
            if path.is_symlink():
                raise Refused(f"“{name}” is a link to another place; put the file itself into the folder.")
            if path.is_dir():
                pending.append(path)
                continue
            if not path.is_file():
                raise Refused(f"“{name}” is neither a file nor a folder.")
            size += path.stat().st_size
            _count(len(files) + 1, size)
            files[name] = path.read_bytes()
    return Package(files)


def _count(number: int, size: int) -> None:
    if number > limits.PACKAGE_FILES:
        raise Refused(f"There are more than {limits.PACKAGE_FILES} files; import them in parts.")
    if size > limits.PACKAGE_BYTES:
        raise Refused(
            f"The files are more than {limits.PACKAGE_BYTES // limits.MEGABYTE} MB together; "
            "import them in parts."
        )


def _zip(path: Path) -> Package:
    """Every file of the zip, after its list of contents has been checked from end to end."""
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [entry for entry in packed.infolist() if not entry.filename.endswith("/")]
            _check_entries(entries, path)
            return Package(
                {
                    entry.filename: _unpack(packed, entry)
                    for entry in entries
                    if not _is_leftover(entry.filename)
                }
            )
    except Refused:
        raise
    except Exception as fault:
        # The standard library raises a dozen kinds for a broken zip; none of them is a fault of ours.
        raise Refused(f"“{path.name}” is not a zip that can be read: it is damaged or locked.") from fault


def _check_directory(path: Path) -> None:
    """Refuse a list of contents that is itself a bomb: it is read whole before one entry can be looked at."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        file.seek(max(0, length - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_64_SIZE))
        tail = file.read()
    at = len(tail) - _END_SIZE
    # The same search as the standard library's: an end without a comment first, then the last mark.
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\x00\x00":
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Refused(f"“{path.name}” is not a zip that can be read: it is damaged or locked.")
    count, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    if tail[max(0, at - _LOCATOR_64_SIZE) :][:4] == _LOCATOR_64 or count > limits.PACKAGE_FILES * 2:
        raise Refused(f"“{path.name}” holds more than {limits.PACKAGE_FILES} files; import them in parts.")
    if size > limits.ZIP_DIRECTORY_BYTES:
        raise Refused(f"The list of contents of “{path.name}” is far too long for the files it names.")


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    packed = sum(entry.compress_size for entry in entries)
    if packed > path.stat().st_size:
        raise Refused(f"Files in “{path.name}” share the same bytes, which is how bombs are made.")
    _count(len(entries), sum(entry.file_size for entry in entries))
    for entry in entries:
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused(f"“{entry.filename}” in the zip is a link to another place.")
        if not _is_inside(entry.filename):
            raise Refused(f"“{entry.filename}” would be written outside the folder it is unpacked to.")
        if entry.flag_bits & 0x1:
            raise Refused(f"“{path.name}” is locked with a password.")
        if entry.file_size > max(limits.ZIP_RATIO_FROM, entry.compress_size * limits.ZIP_RATIO):
            raise Refused(
                f"“{entry.filename}” would unpack to more than {limits.ZIP_RATIO} times its packed size."
            )


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        bool(name)
        and "\\" not in name
        and "\x00" not in name
        and not path.is_absolute()
        and ".." not in path.parts
        and ":" not in path.parts[0]
        and len(name) <= 500
    )


def _is_leftover(name: str) -> bool:
    """What systems add by themselves: hidden files, and the Mac's folder of them."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one file; never more than its entry announced, whatever the entry is worth."""
    with packed.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise Refused(f"“{entry.filename}” is not of the size that the zip says.")
    return data
