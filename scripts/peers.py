"""Checks VPP, or the simulator, with VPP's own Python client.

Usage: peers.py RELEASE FOLDER SOCKET    (run by scripts/peers.mjs)

RELEASE is the release that VPP reports, FOLDER contains the .api.json files
for the client, SOCKET is VPP's API socket. A check that needs a message which
is not in those files is skipped. Prints a line for each check, and at the end
`N passed, N failed, N skipped`.
"""

import sys
import unittest

from peer_checks.defaults import Defaults
from peer_checks.interfaces import Events, Interfaces
from peer_checks.localsids import LocalSids
from peer_checks.neighbors import Neighbors
from peer_checks.path_tracing import PathTracing
from peer_checks.policies import Encapsulation, Policies, PolicyChanges
from peer_checks.registration import Registration
from peer_checks.session import Checks, Session
from peer_checks.steering import Steering
from peer_checks.tables import Routes, Tables

CHECKS = [Registration, Defaults, Interfaces, Events, Tables, Routes,
          Neighbors, LocalSids, Policies, PolicyChanges, Encapsulation,
          Steering, PathTracing]


class Report(unittest.TestResult):
    """Prints each check when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1
        print(f"ok      {title(test)}")

    def addFailure(self, test: unittest.TestCase, err) -> None:
        super().addFailure(test, err)
        self._print_failed(test, self.failures)

    def addError(self, test: unittest.TestCase, err) -> None:
        super().addError(test, err)
        self._print_failed(test, self.errors)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        print(f"skipped {title(test)}: {reason}")

    def addSubTest(self, test, subtest, err) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            is_failure = issubclass(err[0], test.failureException)
            self._print_failed(
                test, self.failures if is_failure else self.errors)

    def _print_failed(self, test: unittest.TestCase, reasons: list) -> None:
        print(f"FAILED  {title(test)}\n{reasons[-1][1]}")


def title(test: unittest.TestCase) -> str:
    check = getattr(test, "test_case", test)  # the check of a subtest
    return f"{type(check).__name__}: {test.shortDescription()}"


def run() -> Report:
    """Runs all checks over one session."""
    report = Report()
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    Checks.session = Session(Checks.folder, Checks.socket_path, "peers")
    unittest.TestSuite(map(load, CHECKS)).run(report)
    Checks.session.close()
    return report


def main(release: str, folder: str, socket_path: str) -> int:
    Checks.release = release
    Checks.folder, Checks.socket_path = folder, socket_path
    try:
        report = run()
    except OSError as error:
        print(f"FAILED  {socket_path}: {error}\n0 passed, 1 failed")
        return 1
    failed = len(report.failures) + len(report.errors)
    skipped = len(report.skipped)
    print(f"{report.passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:4]))
