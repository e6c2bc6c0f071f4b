"""A part with weights that lie in memory alone: for one reader, on no disk, gone with the part."""

import hashlib
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from reports.dataset.store import Part


@dataclass(frozen=True, eq=False)
class WeightedPart(Part):
    """`lent` (rows,) is what queries find under the name `lent_as`; other weights lie beside the part."""

    lent_as: str = ""
    lent: NDArray[np.float64] = field(default_factory=lambda: np.empty(0), repr=False)
    digest: str = ""

    def weights(self, name: str) -> NDArray[np.float64]:
        return self.lent if name == self.lent_as else super().weights(name)

    def weights_digest(self, name: str) -> str:
        return self.digest if name == self.lent_as else super().weights_digest(name)


def with_weights(part: Part, name: str, weights: NDArray[np.float64]) -> WeightedPart:
    """The same part with weights for this reader: 0 or NaN outside the analysis base. Raise ValueError for
    another number of rows.
    """
    if weights.shape != (part.rows,):
        raise ValueError(
            f"{part.folder.name} has {part.rows} rows; the weights have the shape {weights.shape}."
        )
    values = np.ascontiguousarray(weights, np.float64)
    own = {each.name: getattr(part, each.name) for each in fields(Part)}
    digest = hashlib.sha256(values.tobytes()).hexdigest()
    return WeightedPart(**own, lent_as=name, lent=values, digest=digest)
