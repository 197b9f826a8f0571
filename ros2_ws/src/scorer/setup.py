from setuptools import find_packages, setup

package_name = 'scorer'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    package_data={package_name: ['gold.yaml', 'py.typed']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=True,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='Scores episodes, checks that they are official and keeps the leaderboard.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'leaderboard = scorer.leaderboard_command:main',
            'score = scorer.score_command:main',
            'scorer = scorer.scorer_node:main',
        ],
        'jezero.nodes': [
            'scorer = scorer.scorer_node:Scorer',
        ],
    },
)
