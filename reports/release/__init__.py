"""dataset → statistics → disclosure → release. With `reports.actions`, the only code that reads the dataset.

sources, wording, items, segments    which tables a questionnaire's release has
counting                             what each kind of item asks of the dataset, and how it reads the answer
assembly                             one scan, disclosure control, the document
"""

from reports.release.assembly import About, document
from reports.release_format import ReleaseDoc

__all__ = ["About", "ReleaseDoc", "document"]
