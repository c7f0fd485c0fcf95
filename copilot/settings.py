"""Settings: from the environment, or from a `.env` beside the project (CONTRACT.md section 5).

    NECESSITY_DATA_DIR            everything that is written; default: `necessity` where the platform keeps user data
    NECESSITY_DATABASE_URL        default: SQLite in the data folder
    NECESSITY_INDEX_DIR           the search index, which can always be built again; default: `index` in the data folder
    NECESSITY_HOST, NECESSITY_PORT
    NECESSITY_TLS_CERTIFICATE     PEM files, for a page that is served beyond this machine
    NECESSITY_TLS_KEY
    NECESSITY_TRUSTED_PROXY       the address of the proxy that ends TLS before the page
    NECESSITY_EMBEDDING_MODEL     a model of an OpenAI-compatible embeddings endpoint; default: the one built in.
                                  With it, guideline texts and search queries go to that endpoint
    NECESSITY_EMBEDDING_BASE_URL  default: OPENAI_BASE_URL
    NECESSITY_UNMASKED_ENDPOINTS  base URLs, with commas between, that may receive names and identifiers as they are;
                                  any other endpoint gets placeholders
    NECESSITY_FHIR_TOKENS         who may send FHIR requests: name:hash,name:hash (`necessity fhir token`)
    OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL

A variable set to nothing counts as not set, and hides the `.env`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from copilot.problem import Problem

PROJECT = Path(__file__).resolve().parent.parent


def platform_data_dir() -> Path:
    """The `necessity` folder where this platform keeps a user's data."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "necessity"


class Settings(BaseSettings):
    """What can be set. Fields without a default are None until someone sets them."""

    model_config = SettingsConfigDict(
        env_prefix="NECESSITY_",
        env_file=PROJECT / ".env",
        extra="ignore",
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    data_dir: Path = Field(default_factory=platform_data_dir)
    database_url: str = Field(default_factory=lambda known: f"sqlite:///{known['data_dir'] / 'necessity.db'}")
    index_dir: Path = Field(default_factory=lambda known: known["data_dir"] / "index")
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxy: str | None = None
    embedding_model: str | None = None
    embedding_base_url: str | None = None
    unmasked_endpoints: str | None = None
    fhir_tokens: str | None = None
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_model: str | None = Field(default=None, validation_alias="OPENAI_MODEL")

    @field_validator("*", mode="before")
    @classmethod
    def nothing_is_the_default(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str) and not value.strip():
            field = cls.model_fields[info.field_name or ""]
            return field.get_default(call_default_factory=True, validated_data=info.data)
        return value

    @field_validator("data_dir", "index_dir")
    @classmethod
    def full_path(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    def folder(self, *names: str) -> Path:
        """The data folder, or one inside it, made for this user alone (0700) where it did not exist."""
        _make(self.data_dir, "NECESSITY_DATA_DIR")
        return _make(self.data_dir.joinpath(*names), "NECESSITY_DATA_DIR")

    def index_folder(self) -> Path:
        """The folder of the search index, made like the others."""
        if self.index_dir.is_relative_to(self.data_dir):
            self.folder()
        return _make(self.index_dir, "NECESSITY_INDEX_DIR")


def _make(folder: Path, variable: str) -> Path:
    """The folder, with mode 0700 where it was not there; folders above it get the system's mode, as elsewhere."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"{variable}: no writing in {folder} ({error.strerror}); name your own folder") from None
    return folder


def load(**given: Any) -> Settings:
    """The settings in force. Raises Problem with the variable's name where one has no usable value."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = field if field.isupper() else f"NECESSITY_{field.upper()}"
        raise Problem(f"{name}: {first['msg'].lower()}; set it in the environment or in .env") from None
