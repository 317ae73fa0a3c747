"""Several people at the same moment, each with a connection of their own."""

import threading

from django.db import connection, connections


def at_once(work, arguments):
    """Run everything at the same moment; gives the results in the order of the arguments."""
    barrier, results = threading.Barrier(len(arguments)), {}

    def run(argument):
        try:
            connection.ensure_connection()
            barrier.wait(20)
            results[argument] = work(argument)
        except Exception as error:
            results[argument] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [results[argument] for argument in arguments]
