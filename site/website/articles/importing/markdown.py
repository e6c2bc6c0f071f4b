"""Markdown with front matter, as Jekyll, Hugo, Eleventy and most others write it."""

import re
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from website.articles.importing import addresses, bodies, front_matter, limits, wording
from website.articles.importing import notes as marks
from website.articles.importing.pieces import Block, Body, OldComment, Piece
from website.articles.importing.refusal import Refused

SUFFIXES = (".md", ".markdown")
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")
_HOUSE = {"pull", "chart", "question", "call", "image"}
"""Fences that our own texts may use for blocks that Markdown has no mark for."""
_KNOWN = {
    "title", "date", "published", "author", "authors", "tags", "topics", "categories", "category", "slug",
    "permalink", "url", "aliases", "redirect_from", "lead", "description", "excerpt", "summary", "draft",
    "status", "comments",
}  # fmt: skip


def read(name: str, data: bytes) -> Piece:
    """Read one file. Refused where it is no text, or too long for an article."""
    text, notes = wording.decode(data, name=name)
    about, rest = front_matter.split(text)
    if len(rest) > limits.ARTICLE_CHARACTERS:
        raise Refused(f"“{name}” is longer than {limits.ARTICLE_CHARACTERS:,} characters; split it.")
    written = body(rest)
    blocks = list(written.blocks)
    stem = PurePosixPath(name).stem
    dated = _DATED.match(stem)
    title = wording.line(_text(about.get("title")), 240)
    if not title and blocks and blocks[0][0] == "heading":
        title = blocks.pop(0)[1]
    if not title:
        title = wording.line(
            (dated[2] if dated else stem).replace("-", " ").replace("_", " ").capitalize(), 240
        )
        notes.append("It has no title; we made one of the file's name.")
    said = _text(about.get("date")) or _text(about.get("published")) or (dated[1] if dated else "")
    date = wording.when(said)
    if said and date is None:
        notes.append(f"“{wording.line(said, 40)}” is not a date we can read.")
    notes += [
        f"“{wording.line(key, 40)}” in its front matter has no place here."
        for key in sorted(set(about) - _KNOWN)[:20]
    ]
    notes += written.notes
    return Piece(
        source=name,
        title=title,
        slug=addresses.slug_of(_text(about.get("slug")), dated[2] if dated else stem, title),
        blocks=tuple(blocks),
        date=date,
        author=wording.line((_names(about.get("author")) or _names(about.get("authors")) or [""])[0], 80),
        topics=tuple(_topics(about)),
        lead=wording.line(
            _text(about.get("lead")) or _text(about.get("excerpt")) or _text(about.get("summary")), 400
        ),
        description=wording.line(_text(about.get("description")), 300),
        old_paths=_old_paths(about),
        comments=tuple(_comments(about.get("comments"), notes)),
        live=_text(about.get("draft")).lower() not in {"true", "yes"}
        and _text(about.get("status") or "publish").lower() in {"publish", "published", "live"}
        and _text(about.get("published")).lower() != "false",
        notes=tuple(notes),
    )


def body(text: str, *, house: bool = False) -> Body:
    """Turn Markdown into blocks. With `house`, a fence named in `_HOUSE` is a block of ours."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable("table")
    footnotes = {
        match[1]: bodies.paragraph(parser.renderInline(match[2])) for match in marks.DEFINITION.finditer(text)
    }
    text = marks.DEFINITION.sub("", text)
    found: list[Block] = []
    notes: list[str] = []
    run: list[Token] = []

    def flush() -> None:
        if run:
            made = bodies.blocks(parser.renderer.render(run, parser.options, {}))
            found.extend(made.blocks)
            notes.extend(note for note in made.notes if note not in notes)
            run.clear()

    for token in parser.parse(text):
        if house and token.type == "fence" and token.level == 0 and token.info.strip() in _HOUSE:
            flush()
            found.append((token.info.strip(), token.content.strip()))
        else:
            run.append(token)
    flush()
    return Body(tuple(marks.number(found, footnotes)), tuple(notes))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _names(value: Any) -> list[str]:
    """One name, a list of names, or a list of mappings with a name."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return [name for part in value[:40] for name in _names(part)]
    return []


def _topics(about: dict[str, Any]) -> list[str]:
    found: dict[str, str] = {}
    for key in ("topics", "categories", "category", "tags"):
        for name in _names(about.get(key)):
            name = wording.line(name, 60)
            found.setdefault(name.lower(), name)
    return list(found.values())[:20]


def _old_paths(about: dict[str, Any]) -> tuple[str, ...]:
    given: list[str] = []
    for key in ("permalink", "url", "aliases", "redirect_from"):
        value = about.get(key)
        given += (
            [value] if isinstance(value, str) else [part for part in value or [] if isinstance(part, str)]
        )
    # A permalink with colons or braces is a pattern, not an address.
    paths = (addresses.old_path(path) for path in given[:40] if not re.search(r"/:|\{", path))
    return tuple(dict.fromkeys(path for path in paths if path))


def _comments(value: Any, notes: list[str]) -> list[OldComment]:
    """Read comments: a list of mappings with name, date, text and, each the same, replies."""
    if value is None or isinstance(value, str):
        return []
    found: list[OldComment] = []
    waiting = [("", entry) for entry in (value if isinstance(value, list) else [])]
    broken = not isinstance(value, list)
    while waiting and len(found) < limits.COMMENTS:
        parent, entry = waiting.pop(0)
        text = _text(entry.get("text")) if isinstance(entry, dict) else ""
        if not text:
            broken = True
            continue
        key = str(len(found) + 1)
        found.append(
            OldComment(
                key=key,
                parent=parent,
                name=wording.line(_text(entry.get("name")), 60) or "Somebody",
                text=wording.tidy(text),
                date=wording.when(_text(entry.get("date"))),
            )
        )
        replies = entry.get("replies")
        waiting += [(key, reply) for reply in (replies if isinstance(replies, list) else [])]
    if broken:
        notes.append("Some of its comments have no text that could be read.")
    return found
