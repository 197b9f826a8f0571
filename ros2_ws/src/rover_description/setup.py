from glob import glob

from setuptools import find_packages, setup

package_name = 'rover_description'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    package_data={package_name: ['config/*.yaml', 'urdf/*.xacro', 'rviz/*.rviz', 'py.typed']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
        ('share/' + package_name + '/config', [package_name + '/config/rover.yaml']),
        ('share/' + package_name + '/urdf', glob(package_name + '/urdf/*.xacro')),
        ('share/' + package_name + '/rviz', [package_name + '/rviz/rover.rviz']),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=False,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='The rover: one parameter file, its URDF and its drive geometry.',
    license='Apache-2.0',
)
