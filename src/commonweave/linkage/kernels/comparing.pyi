from typing import Any

import numpy as np
import numpy.typing as npt

class Comparer:
    def __init__(
        self,
        columns: Any,
        foundation: int,
        groups: npt.NDArray[np.uint8],
        products: npt.NDArray[np.int32],
    ) -> None: ...
    def compare(
        self,
        left: npt.NDArray[np.int32],
        right: npt.NDArray[np.int32],
        levels: npt.NDArray[np.uint8],
        shared: npt.NDArray[np.int32],
        km: npt.NDArray[np.float64],
    ) -> None: ...
    def score(
        self,
        left: npt.NDArray[np.int32],
        right: npt.NDArray[np.int32],
        weights: npt.NDArray[np.float32],
        intercept: float,
        logits: npt.NDArray[np.float32],
    ) -> None: ...
