"""Bringing an old blog along.

    opening → one reader a format (markdown, plain_text, wordpress) → pieces → planning → writing

`opening` refuses what is hostile before anything is unpacked. The readers know no database and turn each old
article into a `Piece` of plain words and clean markup. `planning` compares the pieces with what the site
holds, `writing` makes pages. Nothing here opens a connection to anywhere.
"""
