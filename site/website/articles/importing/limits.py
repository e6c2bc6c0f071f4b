"""How much an import may hold. Generous for a blog, small for a bomb."""

MEGABYTE = 1024 * 1024
PACKAGE_BYTES = 50 * MEGABYTE
"""All files together, unpacked."""
PACKAGE_FILES = 200
ZIP_RATIO = 30
"""How many times its packed size a file may unpack to. Prose reaches 5, dull prose 10."""
ZIP_RATIO_FROM = 64 * 1024
"""Smaller files are not measured: a hundred spaces pack very well and hurt nobody."""
ZIP_DIRECTORY_BYTES = 256 * 1024
"""The list of contents of a zip. 200 files with long names need a tenth of it."""
DOCUMENT_BYTES = 20 * MEGABYTE
"""One text or WordPress export."""
ARTICLE_CHARACTERS = 200_000
"""One article: a short book."""
FRONT_MATTER_CHARACTERS = 200_000
"""Old comments stand in the front matter, so it may be as long as an article."""
FRONT_MATTER_DEPTH = 12
XML_DEPTH = 12
ITEMS = 5_000
COMMENTS = 20_000
PICTURE_BYTES = 10 * MEGABYTE
BLOCKS = 2_000
"""Paragraphs, lists and so on of one article."""
MARKUP_DEPTH = 30
MARKUP_DEPTH_UNREAD = 300
