from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from copilot import settings
from copilot.problem import Problem


def test_the_environment_names_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NECESSITY_DATA_DIR", str(tmp_path / "elsewhere"))
    loaded = settings.load()
    assert loaded.data_dir == tmp_path / "elsewhere"
    assert loaded.database_url == f"sqlite:///{tmp_path / 'elsewhere' / 'necessity.db'}"


def test_loading_writes_nothing_and_a_folder_is_for_its_user_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NECESSITY_DATA_DIR", str(tmp_path / "deep" / "data"))
    monkeypatch.setenv("NECESSITY_INDEX_DIR", "")
    loaded = settings.load()
    assert not (tmp_path / "deep").exists()
    made = loaded.index_folder()
    assert made == tmp_path / "deep" / "data" / "index"
    if sys.platform != "win32":
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_a_folder_that_already_exists_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o750)
    settings.load(data_dir=shared).folder()
    assert stat.S_IMODE(shared.stat().st_mode) == 0o750


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Problem, match="NECESSITY_DATA_DIR: no writing in"):
        settings.load(data_dir=tmp_path / "file" / "data").folder()


def test_the_index_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NECESSITY_INDEX_DIR", str(tmp_path / "fast disk"))
    assert settings.load().index_folder() == tmp_path / "fast disk"


def test_a_variable_set_to_nothing_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NECESSITY_DATA_DIR", "NECESSITY_DATABASE_URL", "NECESSITY_PORT", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, " ")
    loaded = settings.load()
    assert loaded.data_dir == settings.platform_data_dir()
    assert loaded.database_url.startswith("sqlite:///")
    assert loaded.port == 7860
    assert loaded.openai_base_url is None


def test_an_unusable_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECESSITY_PORT", "eighty")
    with pytest.raises(Problem, match=r"^NECESSITY_PORT: .*integer"):
        settings.load()


def test_the_standard_variables_of_the_endpoint_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "not-to-be-shown")
    loaded = settings.load()
    assert loaded.openai_base_url == "http://127.0.0.1:9/v1"
    assert "not-to-be-shown" not in repr(loaded)


def test_a_dotenv_file_counts_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("NECESSITY_PORT=7001\nNECESSITY_HOST=127.0.0.9\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("NECESSITY_PORT", "7002")
    loaded = settings.load(_env_file=dotenv)
    assert (loaded.host, loaded.port) == ("127.0.0.9", 7002)


@pytest.mark.parametrize(("platform", "variable"), [("linux", "XDG_DATA_HOME"), ("win32", "LOCALAPPDATA")])
def test_each_platform_has_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, variable: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert settings.platform_data_dir() == tmp_path / "necessity"
