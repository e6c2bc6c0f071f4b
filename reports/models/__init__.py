"""What reports keeps in the database. One file a kind of thing."""

from reports.models.basis import Basis
from reports.models.build import Build
from reports.models.methods import Methods
from reports.models.release import Release, ReleaseFrozen, ReleaseQuerySet
from reports.models.saved_view import SavedView
from reports.models.target import Target

__all__ = ["Basis", "Build", "Methods", "Release", "ReleaseFrozen", "ReleaseQuerySet", "SavedView", "Target"]
