"""A practice tells its links once they answer: whoever copies one at once is not refused."""

import signal
from pathlib import Path

import httpx
from cli_builders import called, first_document, started

from auditor_cli.operator.app import main as tierlight


def test_a_link_of_the_practice_answers_as_soon_as_it_is_told(tmp_path: Path) -> None:
    plan = called(tierlight, "survey", "plan", "--template", "--json", "--home", tmp_path / "unused").document["plan"]
    (tmp_path / "wave.toml").write_text(plan)
    with started("tierlight", "survey", "practice", tmp_path / "wave.toml", "--covers", 1, "--json") as process:
        told = first_document(process)
        answer = httpx.get(told["links"][0], timeout=60, follow_redirects=True)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert answer.status_code == 200
    assert "demo" in answer.text.lower()
