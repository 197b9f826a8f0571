from setuptools import find_packages, setup

package_name = 'rover_web'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    package_data={package_name: ['py.typed', 'static/*', 'templates/*', 'report/page.*']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=False,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='Live view, leaderboard and reports of rover runs in the browser.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'report = rover_web.report.report_command:main',
            'stream = rover_web.stream_node:main',
            'web = rover_web.web_node:main',
        ],
        'jezero.nodes': [
            'web = rover_web.web_node:Web',
        ],
    },
)
