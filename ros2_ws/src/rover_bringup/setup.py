from glob import glob

from setuptools import find_packages, setup

package_name = 'rover_bringup'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
        ('share/' + package_name + '/launch', glob('launch/*.launch.xml')),
        ('share/' + package_name + '/params', glob('params/*.yaml')),
        ('share/' + package_name + '/policies', glob('policies/*.onnx')),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=True,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='Launch files and parameters that put the graph together.',
    license='Apache-2.0',
)
