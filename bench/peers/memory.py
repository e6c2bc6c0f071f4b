"""The least that any reading can cost: to go through so many bytes of memory once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

#: Bytes that the weighted cross-table rests on, a row: four codes and a weight.
CROSS_BYTES = 4 * 1 + 8


#: Read in turn, so that no processor still has in its cache what was read last.
WINDOWS_BYTES = 512 * 2**20


class Stream:
    """Adds up words of 64 bits, with one thread a core, of memory that was written before."""

    def __init__(self, size: int) -> None:
        self.size = size
        words, cores = max(size // 8, 1), os.cpu_count() or 1
        whole = np.arange(max(WINDOWS_BYTES // 8, words), dtype=np.uint64)
        self.windows = [
            np.array_split(whole[start : start + words], cores)
            for start in range(0, len(whole) - words + 1, words)
        ]
        self.turn = 0
        self.threads = ThreadPoolExecutor(cores)

    def once(self) -> Callable[[], int]:
        self.turn = (self.turn + 1) % len(self.windows)
        total = sum(int(each) for each in self.threads.map(np.add.reduce, self.windows[self.turn]))
        return lambda: total

    def close(self) -> None:
        self.threads.shutdown()
