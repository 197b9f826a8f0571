from setuptools import find_packages, setup

package_name = 'policy_server'

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
    description='Serves an ONNX driving policy: observations in, actions out.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'policy_server = policy_server.policy_server_node:main',
        ],
        'jezero.nodes': [
            'policy_server = policy_server.policy_server_node:PolicyServer',
        ],
    },
)
