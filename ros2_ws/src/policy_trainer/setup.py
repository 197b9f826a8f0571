from setuptools import find_packages, setup

package_name = 'policy_trainer'

setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(exclude=['test']),
    package_data={package_name: ['py.typed', 'presets/*.yaml']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=True,
    maintainer='Jezero maintainers',
    maintainer_email='maintainers@example.org',
    description='Trains a driving policy and exports it to ONNX.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'evaluate_policy = policy_trainer.evaluate_cli:main',
            'train = policy_trainer.train_cli:main',
            'trainer = policy_trainer.start_trainer:main',
        ],
    },
)
