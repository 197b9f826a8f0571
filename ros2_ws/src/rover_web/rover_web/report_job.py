"""Make the report of a run, in a process that is not the server's."""

from pathlib import Path

from rover_web.jobs import Tell


def report_file(run: Path) -> Path:
    """Return where the report of a run is, or will be."""
    return run / 'report' / 'index.html'


def make_report(run: Path, tell: Tell) -> None:
    """Write the report; heavy imports wait until somebody wants one."""
    from rover_web.report.report import report_html

    report_html(run, tell)
