from typing import TypeAlias

import numpy as np
import numpy.typing as npt

_Ints: TypeAlias = npt.NDArray[np.int32]
_Floats: TypeAlias = npt.NDArray[np.float32]

def join_components(root: _Ints, left: _Ints, right: _Ints, logit: _Floats, cut: float) -> None: ...
def link_average(
    cluster: _Ints,
    part: _Ints,
    group: _Ints,
    lists: _Ints,
    pairs: tuple[_Ints, _Ints, _Floats],
    fences: tuple[_Ints, _Ints],
    rules: tuple[float, float, float],
) -> None: ...
