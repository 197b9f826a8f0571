from setuptools import find_packages, setup

package_name = 'mars_world'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    package_data={package_name: ['worlds/*.yaml', 'py.typed']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=False,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='Worlds, terrain, rocks, batched physics, LIDAR, IMU and contacts of the rover.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'simulation = mars_world.simulation_node:main',
            'teleop = mars_world.teleop_node:main',
            'world = mars_world.world_command:main',
        ],
        'jezero.nodes': [
            'simulation = mars_world.simulation_node:Simulation',
        ],
    },
)
