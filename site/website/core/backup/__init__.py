"""Copies of everything that cannot be made again, and the way back from one.

A backup is a folder: the database as one file, the uploads, and `manifest.json`, which names each file with
its size and SHA-256 and each table with its rows. It holds personal data: nobody but its owner may read it.

Not in it: the dataset that releases are counted from (it is made anew) and the secret keys, which belong
somewhere else than the data they protect.

    making.py      make a backup, forget old ones
    restoring.py   check one, try it in a database that is thrown away, put it in the site's place
    kept.py        what was taken back since the backup, and may not come back with it
    manifest.py    what a backup says about itself
    sqlite.py, postgres.py   the database in and out; `database.py` chooses
    media.py       uploads in and out
"""
