"""How many answers of services are lost while nodes start on a busy machine.

    python bench/lost_answers.py [--rounds 12] [--servers 8] [--busy 10]
    FASTDDS_DEFAULT_PROFILES_FILE= python bench/lost_answers.py    # Fast DDS as it comes

In each round servers of 12 services start beside programs that keep the processors busy, and every
service is called as soon as it is seen. Prints how many calls got no answer within 8 s.
"""

import argparse
import subprocess
import sys
import threading
from contextlib import suppress
from time import sleep

import rclpy
from bare_trigger import answer_until_ctrl_c
from rclpy.client import Client
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.task import Future
from std_srvs.srv import Trigger

N_SERVICES = 12
ANSWER_S = 8.0
BUSY = [sys.executable, '-c', 'while True: pass']


def main() -> None:
    """Measure and print."""
    options = _options()
    if options.serve:
        answer_until_ctrl_c(options.serve, _services(options.serve))
        return
    rclpy.init()
    node = rclpy.create_node('lost_answers')
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    threading.Thread(target=_spin, args=(executor,), daemon=True).start()
    busy = [subprocess.Popen(BUSY) for _ in range(options.busy)]
    lost = total = 0
    try:
        for number in range(options.rounds):
            answers = _round(node, [f'server_{number}_{i}' for i in range(options.servers)])
            lost += sum(not answer.done() for answer in answers)
            total += len(answers)
            print(f'round {number + 1}: {lost} of {total} answers lost', flush=True)
    finally:
        for process in busy:
            process.kill()
        rclpy.try_shutdown()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--rounds', type=int, default=12)
    parser.add_argument('--servers', type=int, default=8, help='a round')
    parser.add_argument('--busy', type=int, default=10, help='programs that do nothing but that')
    parser.add_argument('--serve', help=argparse.SUPPRESS)
    return parser.parse_args()


def _services(server: str) -> list[str]:
    return [f'{server}_{i}' for i in range(N_SERVICES)]


def _spin(executor: SingleThreadedExecutor) -> None:
    with suppress(ExternalShutdownException):
        executor.spin()


def _round(node: Node, servers: list[str]) -> list[Future]:
    """Start servers, call each service once and stop them; returns the answers."""
    clients = [node.create_client(Trigger, name) for one in servers for name in _services(one)]
    processes = [subprocess.Popen([sys.executable, __file__, '--serve', one]) for one in servers]
    answers = _call_all(list(clients))
    sleep(ANSWER_S)
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()
    for client in clients:
        node.destroy_client(client)
    return answers


def _call_all(clients: list[Client]) -> list[Future]:
    answers = []
    while clients:
        for client in [one for one in clients if one.service_is_ready()]:
            answers.append(client.call_async(Trigger.Request()))
            clients.remove(client)
        sleep(0.0005)
    return answers


if __name__ == '__main__':
    main()
