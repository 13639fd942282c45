import numpy as np
import numpy.typing as npt

def find_rivals(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    logit: npt.NDArray[np.float32],
    lists: npt.NDArray[np.int32],
    best: npt.NDArray[np.float32],
) -> None: ...
