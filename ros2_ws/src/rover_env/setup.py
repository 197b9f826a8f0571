from setuptools import find_packages, setup

package_name = 'rover_env'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    package_data={package_name: ['py.typed']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=True,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='Observations, actions, rewards, terminations and environments of the rover task.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'collision_monitor = rover_env.collision_monitor_node:main',
            'compose = rover_env.ros_compose:main',
            'env_server = rover_env.env_server_node:main',
            'reward = rover_env.reward_command:main',
        ],
        'jezero.nodes': [
            'collision_monitor = rover_env.collision_monitor_node:CollisionMonitor',
            'env_server = rover_env.env_server_node:EnvServer',
        ],
    },
)
