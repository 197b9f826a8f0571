"""The memory in which a step of the rover's tree works; nothing in it outlives an env step."""

import numpy as np

from mars_world.rover_tree import N_BODIES, N_DOFS, N_WHEELS, WIDTH

# In base_link's axes, and at its origin where a place matters, unless said otherwise. Matrices
# over the dofs are as rover_tree.TREE says.
WORK = np.dtype([
    # Where the bodies are. base: base_link's attitude in map. axis: of the hinge. swing: how a
    # point at base_link's origin would move with the body as the hinge turns.
    ('base', 'f8', (3, 3)), ('turn', 'f8', (N_BODIES, 3, 3)), ('place', 'f8', (N_BODIES, 3)),
    ('axis', 'f8', (N_BODIES, 3)), ('swing', 'f8', (N_BODIES, 3)),
    # How they move: speed of the dofs; spin of bodies, and what their motion would be if no dof
    # accelerated: bend of the spin, pull of the origin.
    ('speed', 'f8', N_DOFS), ('spin', 'f8', (N_BODIES, 3)),
    ('bend', 'f8', (N_BODIES, 3)), ('pull', 'f8', (N_BODIES, 3)),
    # What that takes: mass times place, inertia (xx yy zz xy xz yz), force and torque of bodies;
    # then the mass matrix, the forces but for those of contacts, and what grows with speed in it.
    ('moment', 'f8', (N_BODIES, 3)), ('inertia', 'f8', (N_BODIES, 6)),
    ('force', 'f8', (N_BODIES, 3)), ('torque', 'f8', (N_BODIES, 3)),
    ('mass', 'f8', (N_DOFS, WIDTH)), ('smooth', 'f8', N_DOFS), ('implicit', 'f8', N_DOFS),
    # The plane under each wheel: normal and foot in map. Where the tread is in it, stiff is above
    # 0: rows of normal and two tangents over the dofs of its wheel, and what they should have.
    ('normal', 'f8', (N_WHEELS, 3)), ('foot', 'f8', (N_WHEELS, 3)),
    ('stiff', 'f8', N_WHEELS), ('row', 'f8', (N_WHEELS, 3, WIDTH)), ('lack', 'f8', (N_WHEELS, 3)),
    ('rockers_stiff', 'f8'), ('rockers_lack', 'f8'),
    # Of each contact which edges of its friction pyramid press, bit by bit; of each gear whether
    # it slips, and which way.
    ('edges', 'i8', N_WHEELS), ('slip', 'i8', N_WHEELS),
    # The search for the accelerations: where it is and how far it wants to go, of the dofs and of
    # the contacts; the matrix and the right side whose solution is its target.
    ('x', 'f8', N_DOFS), ('dx', 'f8', N_DOFS), ('z', 'f8', (N_WHEELS, 3)),
    ('dz', 'f8', (N_WHEELS, 3)), ('hessian', 'f8', (N_DOFS, WIDTH)), ('right', 'f8', N_DOFS),
    ('factors', 'f8', (N_DOFS, WIDTH)), ('product', 'f8', N_DOFS),
])  # fmt: skip
