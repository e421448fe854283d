from __future__ import annotations

import subprocess
import sys
from contextvars import copy_context
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from attiary.attio.http.waiting import begin
from attiary.language import ENGLISH, count, languages_of, say, speaking, spoken, use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Translate = Callable[[str, Mapping[str, str]], Path]


@pytest.fixture
def locales(translate: Translate) -> Path:
    translate("ar", {"yes": "نعم"})
    return translate(
        "fr", {"yes": "oui", "{number} page\0{number} pages": "{number} feuille\0{number} feuilles"}
    )


def test_without_a_language_one_reads_english() -> None:
    assert (say("yes"), spoken()) == ("yes", ENGLISH)


def test_a_language_is_spoken_within_its_block_and_no_further(locales: Path) -> None:
    with speaking("fr", locales=locales):
        assert (say("yes"), count("{number} page", "{number} pages", 2)) == ("oui", "2 feuilles")
        with speaking("ar", locales=locales):
            assert (say("yes"), spoken()) == ("نعم", "ar")
        assert (say("yes"), spoken()) == ("oui", "fr")
    assert say("yes") == "yes"


def test_what_has_no_translation_is_said_in_english_and_nothing_stays_nothing(locales: Path) -> None:
    with speaking("fr", locales=locales):
        assert say("No translator was here.") == "No translator was here."
        assert say("") == ""


@pytest.mark.parametrize(
    ("languages", "yes"),
    [
        (["fr"], "oui"),
        (["fr-CA"], "oui"),
        (["fr_CA.UTF-8"], "oui"),
        (["de", "fr"], "oui"),
        (["en", "fr"], "yes"),
        (["en-GB", "fr"], "yes"),
        (["de"], "yes"),
        ([], "yes"),
    ],
)
def test_the_first_language_wins_that_there_is(languages: list[str], yes: str, locales: Path) -> None:
    with speaking(*languages, locales=locales):
        assert say("yes") == yes


@pytest.mark.parametrize(
    ("environ", "languages"),
    [
        ({}, []),
        ({"LANG": "fr_FR.UTF-8"}, ["fr_FR.UTF-8"]),
        ({"LANG": "fr_FR", "LC_MESSAGES": "ar", "LC_ALL": ""}, ["ar"]),
        ({"LANG": "fr_FR", "LC_MESSAGES": "fr", "LC_ALL": "ar"}, ["ar"]),
        ({"LANG": "fr_FR", "LANGUAGE": "ar:fr"}, ["ar", "fr"]),
        ({"LANGUAGE": "ar"}, ["ar"]),
        ({"LANGUAGE": "ar", "LC_ALL": "C.UTF-8"}, []),
        ({"LANG": "POSIX"}, []),
    ],
)
def test_a_command_line_reads_the_environment_as_gettext_does(
    environ: Mapping[str, str], languages: list[str]
) -> None:
    assert languages_of(environ) == languages


def test_two_threads_speak_two_languages_at_once(locales: Path) -> None:
    both_speak, heard = Barrier(2), {}

    def serve(language: str) -> None:
        with speaking(language, locales=locales):
            both_speak.wait()
            heard[language] = say("yes")
            both_speak.wait()

    threads = [Thread(target=serve, args=(language,)) for language in ("fr", "ar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"fr": "oui", "ar": "نعم"}


def test_a_thread_that_works_for_a_reader_speaks_their_language(locales: Path) -> None:
    with speaking("fr", locales=locales):
        coming = begin(lambda: say("yes"))
    assert coming.result() == "oui"


def test_a_language_in_use_is_that_of_its_context_alone(locales: Path) -> None:
    elsewhere = copy_context()
    elsewhere.run(lambda: use("fr", locales=locales))
    assert (say("yes"), elsewhere.run(say, "yes")) == ("yes", "oui")


def test_the_help_is_in_the_language_of_the_command_line(translate: Translate) -> None:
    """The catalog is found beside the code only, so the language is chosen there with this one."""
    locales = translate("fr", {"Print one JSON object and nothing else.": "Écrire un seul objet JSON."})
    code = (
        "import sys, pathlib, attiary.language as language\n"
        "language.use('fr', locales=pathlib.Path(sys.argv.pop()))\n"
        "from attiary.cli.main import main\n"
        "main(['imports', '--help'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(locales)], check=True, capture_output=True, encoding="utf-8"
    )
    assert "Écrire un seul objet JSON." in " ".join(ran.stdout.split())
