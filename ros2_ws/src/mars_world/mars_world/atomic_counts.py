"""Counts that threads of compiled loops share: each change is seen whole, and in order, by all."""

from typing import Any

import numba
import numpy as np
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from mars_world.jit import compiled

Counts = NDArray[np.int64]


def _place(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
    kind = signature.args[0]
    counts = context.make_array(kind)(context, builder, arguments[0])
    return cgutils.get_item_pointer(context, builder, kind, counts, [arguments[1]])


@intrinsic  # type: ignore[untyped-decorator] # numba is untyped
def add_count(typing_context: Any, counts: Any, index: Any, value: Any) -> Any:  # noqa: ANN401, ARG001
    """Add to counts[index] and return what it was."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        at = _place(context, builder, signature, arguments)
        return builder.atomic_rmw('add', at, arguments[2], 'seq_cst')

    return numba.int64(counts, numba.intp, numba.int64), generate


@intrinsic  # type: ignore[untyped-decorator] # numba is untyped
def raise_count(typing_context: Any, counts: Any, index: Any, value: Any) -> Any:  # noqa: ANN401, ARG001
    """Raise counts[index] from value by one; returns whether it still was value."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        at, value = _place(context, builder, signature, arguments), arguments[2]
        more = builder.add(value, value.type(1))
        return builder.extract_value(builder.cmpxchg(at, value, more, 'seq_cst'), 1)

    return numba.boolean(counts, numba.intp, numba.int64), generate


@compiled
def read_count(counts: Counts, index: int) -> int:
    """Return counts[index] as it is now."""
    newest: int = add_count(counts, index, 0)
    return newest
