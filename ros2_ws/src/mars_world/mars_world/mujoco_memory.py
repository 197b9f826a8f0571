"""MuJoCo's step and memory for compiled loops, which call and read them without Python.

Where the fields of a struct lie is computed from MuJoCo's own description of its headers.
"""

import ctypes
from typing import Any, NamedTuple

import llvmlite.binding
import mujoco
import numba
import numpy as np
from mujoco import _functions
from mujoco.introspect.ast_nodes import ArrayType, PointerType, StructDecl
from mujoco.introspect.structs import STRUCTS
from numba.extending import intrinsic
from numpy.typing import NDArray

from mars_world.jit import compiled

Float64 = NDArray[np.float64]
Records = NDArray[Any]  # numpy has no type for the fields of a record

_C_TYPES: dict[str, Any] = {
    'mjtNum': ctypes.c_double, 'double': ctypes.c_double, 'float': ctypes.c_float,
    'int': ctypes.c_int, 'mjtBool': ctypes.c_bool, 'mjtByte': ctypes.c_ubyte,
    'mjtSize': ctypes.c_int64, 'size_t': ctypes.c_size_t, 'uintptr_t': ctypes.c_size_t,
    'uint64_t': ctypes.c_uint64,
}  # fmt: skip


def _c_type(declared: Any) -> Any:  # noqa: ANN401 - a node of MuJoCo's description
    if isinstance(declared, PointerType):
        return ctypes.c_size_t
    if isinstance(declared, ArrayType):
        inner = _c_type(declared.inner_type)
        for extent in declared.extents:
            inner = inner * extent
        return inner
    if declared.name in _C_TYPES:
        return _C_TYPES[declared.name]
    return _struct(STRUCTS[declared.name])


def _struct(described: StructDecl) -> Any:  # noqa: ANN401 - a class made here
    fields = [(field.name, _c_type(field.type)) for field in described.fields]
    return type(described.name, (ctypes.Structure,), {'_fields_': fields})


_DATA = _struct(STRUCTS['mjData'])
CONTACT = np.dtype(_struct(STRUCTS['mjContact']))


class Memory(NamedTuple):
    """One MjData as a compiled loop sees it: views, which change with every step.

    address: of the MjData. xpos: (n_bodies, 3), xmat: (n_bodies, 9), geom_xpos: (n_geoms, 3) and
    geom_xmat: (n_geoms, 9), of the state before the newest. n_contacts, contacts_at, forces_at:
    (1,) how many contacts there are, and the addresses of them and of efc_force.
    """

    address: np.uint64
    qpos: Float64
    qvel: Float64
    ctrl: Float64
    xpos: Float64
    xmat: Float64
    geom_xpos: Float64
    geom_xmat: Float64
    n_contacts: NDArray[np.int32]
    contacts_at: NDArray[np.uint64]
    forces_at: NDArray[np.uint64]


def memory_of(data: mujoco.MjData) -> Memory:
    """Return views that are good for as long as ``data`` lives."""
    return Memory(
        np.uint64(data._address), data.qpos, data.qvel, data.ctrl,
        data.xpos, data.xmat, data.geom_xpos, data.geom_xmat,
        _field(data, 'ncon', ctypes.c_int), _field(data, 'contact', ctypes.c_uint64),
        _field(data, 'efc_force', ctypes.c_uint64),
    )  # fmt: skip


def _field(data: mujoco.MjData, name: str, kind: Any) -> Any:  # noqa: ANN401 - a C type
    at = data._address + getattr(_DATA, name).offset
    return np.ctypeslib.as_array((kind * 1).from_address(at))


def address_of(model: mujoco.MjModel) -> np.uint64:
    """Return where a model lies, for ``mj_step``; good for as long as it lives."""
    return np.uint64(model._address)


def _function(name: str) -> Any:  # noqa: ANN401 - numba is untyped
    """Return name(model address, data address) of MuJoCo for compiled loops."""
    # The extension module is linked with MuJoCo, so that symbols are found wherever that lies.
    found = getattr(ctypes.CDLL(_functions.__file__), name)
    llvmlite.binding.add_symbol(name, ctypes.cast(found, ctypes.c_void_p).value)
    address = numba.types.uint64
    return numba.types.ExternalFunction(name, numba.types.void(address, address))


mj_step = _function('mj_step')


@intrinsic  # type: ignore[untyped-decorator] # numba is untyped
def _pointer(typing_context: Any, address: Any) -> Any:  # noqa: ANN401, ARG001
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return numba.types.voidptr(numba.types.uint64), generate


@compiled
def contacts(memory: Memory) -> Records:
    """Return the contacts of the newest step, (n,) of CONTACT."""
    at = _pointer(memory.contacts_at[0])
    found: Records = numba.carray(at, memory.n_contacts[0], CONTACT)
    return found


@compiled
def constraint_forces(memory: Memory, n: int) -> Float64:
    """Return the first n of efc_force [N, Nm]."""
    forces: Float64 = numba.carray(_pointer(memory.forces_at[0]), n, np.float64)
    return forces
