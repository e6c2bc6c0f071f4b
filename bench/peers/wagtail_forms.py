"""Wagtail's forms: every submission's `form_data` is a JSON text, read and counted in Python.

The texts lie in memory, which is kinder than the database they come from.
"""

import json
from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.invented import Data
from bench.peers import histogram


class WagtailForms:
    name = "Wagtail forms"
    query = "json.loads(form_data) of each submission, a Counter a field"
    indexes = "none"
    settings = "CPython, one thread; texts in memory"

    @staticmethod
    def missing() -> str:
        return ""

    def __init__(self, data: Data) -> None:
        self.names = data.names
        columns = [codes.tolist() for codes in data.codes.values()]
        self.texts = [
            json.dumps(dict(zip(self.names, row, strict=True))) for row in zip(*columns, strict=True)
        ]

    def topline(self) -> Callable[[], NDArray]:
        counters: dict[str, Counter[int]] = {name: Counter() for name in self.names}
        for text in self.texts:
            for name, code in json.loads(text).items():
                counters[name][code] += 1
        return lambda: np.stack([histogram(counters[name].items()) for name in self.names])

    def close(self) -> None:
        self.texts.clear()
