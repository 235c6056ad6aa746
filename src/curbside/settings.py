"""Settings: one typed object, read once at the edge and handed in. Unknown keys are refused."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from curbside.errors import UsageError


def user_library() -> Path:
    """The library's place when none is named: the user's data folder."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "curbside" / "library"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "curbside" / "library"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "curbside" / "library"


# Words that a page shows, on one line and never only white space.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Settings(BaseSettings):
    """What can be set by environment variables, each named CURBSIDE_ and the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="CURBSIDE_", env_ignore_empty=True, extra="forbid", frozen=True)

    library: Path = Field(default_factory=user_library, description="Folder that holds the evidence.")
    embedding: Words = Field(
        default="wordllama",
        max_length=1_000,
        description="What passages and questions are compared by: wordllama, the name or folder of a "
        "sentence-transformers model, or a model's name at `embedding_url`.",
    )
    embedding_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Service that answers as OpenAI's embeddings API does; it reads passages and questions.",
    )
    embedding_key: SecretStr | None = Field(default=None, description="Key that this service asks for.")
    lock_wait_seconds: float = Field(
        default=30.0, ge=0, le=86_400, description="How long a second writer waits for the first before it gives up."
    )
    country: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{2}$",
        description="Two-letter code of the country whose sources are preferred (GB, US …).",
    )
    standing_days: int = Field(
        default=90, ge=1, le=36_500, description="After how many days the standing of a source is to be checked again."
    )
    guideline_years: int = Field(
        default=5, ge=1, le=100, description="From how many years on the age of a guideline is pointed out."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL database for articles and accounts (postgresql://user:password@host/name); "
        "without it SQLite in the library's folder.",
    )
    required_reviewers: int = Field(
        default=1, ge=1, le=9, description="How many reviewers have to approve a version of an article."
    )
    review_months: int = Field(
        default=12, ge=1, le=60, description="After how many months an approved article is due for review again."
    )
    pending_articles: Literal["everyone", "staff"] = Field(
        default="everyone",
        description="Who sees articles that nobody has approved yet: everyone, or only staff (reviewers, editors and "
        "admins).",
    )
    token: SecretStr | None = Field(
        default=None, description="API token by which the command line acts for an account (docs/accounts.md)."
    )
    host: str = Field(default="127.0.0.1", description="Address that `curbside serve` listens on.")
    port: int = Field(default=8000, ge=1, le=65_535, description="Port that `curbside serve` listens on.")
    workers: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Processes that serve; without it as many as there are cores, four at the most.",
    )
    tls_cert: Path | None = Field(default=None, description="Certificate (PEM) that `curbside serve` shows.")
    tls_key: Path | None = Field(default=None, description="Private key (PEM) of that certificate.")
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, "
        "with commas between them.",
    )
    requests_per_minute: int = Field(
        default=1_200, ge=1, description="How much one address may ask a process for within a minute."
    )
    questions_per_minute: int = Field(
        default=60, ge=1, description="How many questions and searches of these one address may have."
    )
    request_seconds: float = Field(default=30.0, gt=0, le=3_600, description="How long a request may take.")
    upload_mb: int = Field(
        default=50, ge=1, le=10_000, description="How large the files of one upload may be together, in MB."
    )
    patient_reader: bool | None = Field(
        default=None,
        description="Whether answers for patients are given; without it only where `host` is this machine's own.",
    )
    site_name: Words = Field(default="Curbside", max_length=60, description="What the pages call the site.")
    site_logo: Path | None = Field(
        default=None, description="SVG or PNG file, at most 256 kB, shown beside the site's name."
    )
    disclaimer: Words | None = Field(
        default=None, max_length=2_000, description="Replaces the disclaimer of the pages; it cannot be left out."
    )
    texts: Path | None = Field(
        default=None,
        description="Folder with editorial-policy.md and about.md, which take the place of those that ship.",
    )
    ncbi_api_key: SecretStr | None = Field(
        default=None, description="Key of an NCBI account: ten requests a second to PubMed and PMC instead of three."
    )
    ncbi_email: str | None = Field(
        default=None, pattern=r"^\S+@\S+$", description="Address at which NCBI can reach whoever fetches."
    )
    ncbi_tool: str = Field(
        default="curbside", pattern=r"^[\w.-]+$", description="Name under which PubMed and PMC are asked."
    )
    eutils_url: str = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        pattern=r"^https?://",
        description="Where `curbside fetch pubmed` asks.",
    )
    pmc_url: str = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        pattern=r"^https?://",
        description="Where `curbside fetch pmc` asks.",
    )
    fetch_limit_mb: int = Field(
        default=50, ge=1, le=10_000, description="How large what `curbside fetch url` fetches may be, in MB."
    )
    fetch_timeout_seconds: float = Field(
        default=30.0, gt=0, le=3_600, description="How long a fetch waits for a connection or for more of an answer."
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, said: str) -> str:
        for one in _listed(said):
            ipaddress.ip_network(one, strict=False)
        return said

    @property
    def proxies(self) -> tuple[str, ...]:
        """The trusted proxies, one by one."""
        return _listed(self.trusted_proxies)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches what is served."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listed(said: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in said.split(","))))


def load_settings() -> Settings:
    """Read the environment.

    Raises UsageError naming the variable that is no setting, or whose value cannot be used.
    """
    known = {f"CURBSIDE_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith("CURBSIDE_") and name.upper() not in known:
            raise UsageError(f"There is no setting {name}.", f"Unset it, or use one of: {', '.join(sorted(known))}.")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "CURBSIDE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"The setting {name} cannot be used: {first['msg']}.", f"Change or unset {name}.") from None
