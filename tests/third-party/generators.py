"""The generators that tests/third-party/compare compares: how each one is installed and called, and where its types are."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import page

FOLDER = page.ROOT / "target/third-party"
TOOLS = FOLDER / "tools"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", page.ROOT / "target"))

# The name and version of each generated crate, as far as a tool lets its caller choose them.
CRATE, VERSION = "client", "0.1.0"


class Generator:
    """A generator in a package of crates.io, whose program has the name of the package."""

    # Package, version, and the address of the documentation.
    package = version = documentation = ""
    # The modules with the types of the client, and the files or folders below `src` that declare them.
    modules, sources = "client::types", ["types"]

    def name(self):
        return self.package

    def label(self):
        return f"{self.name()} {self.version}"

    def root(self):
        return TOOLS / f"{self.package}@{self.version}"

    def program(self):
        return self.root() / "bin" / self.package

    def install(self):
        """Installs the pinned version in a release build, unless it is installed."""
        if not self.program().exists():
            build = TOOLS / "build"
            subprocess.run(["cargo", "install", "--quiet", "--locked", "--root", self.root(),
                            f"{self.package}@{self.version}"], check=True,
                           env={**os.environ, "CARGO_TARGET_DIR": str(build), "CARGO_INCREMENTAL": "0"})
            shutil.rmtree(build)

    def command(self, document, out):
        """Returns the command that generates a client of a document in the folder `out`."""
        raise NotImplementedError

    def shown(self):
        """Returns the command as shown on the page."""
        command = self.command(pathlib.Path("DOCUMENT"), pathlib.Path(CRATE))
        return " ".join(pathlib.Path(str(word)).name if str(word).startswith("/") else str(word) for word in command)

    def complete(self, out):
        """Adds what a folder needs to be a crate."""


class Faithful(Generator):
    package, documentation = "faithful", "docs/guide"
    modules, sources = "client::models", ["models"]

    def __init__(self):
        manifest = (page.ROOT / "Cargo.toml").read_text()
        self.version = re.search(r'(?m)^version = "(.*)"', manifest).group(1)

    def program(self):
        return TARGET / "release/faithful"

    def install(self):
        subprocess.run(["cargo", "build", "--quiet", "--release", "--package", "faithful"], cwd=page.ROOT, check=True)

    def command(self, document, out):
        return [self.program(), "generate", document, "--out", out, "--name", CRATE, "--runtime-path",
                page.ROOT / "runtime"]


class Progenitor(Generator):
    package, version = "cargo-progenitor", "0.15.1"
    documentation = "https://docs.rs/progenitor/0.15.1"
    sources = ["lib.rs"]

    def name(self):
        return "progenitor"

    def command(self, document, out):
        return [self.program(), "progenitor", "-i", document, "-o", out, "-n", CRATE, "-v", VERSION]


class OpenapiGenerator(Generator):
    package, version = "openapi-generator-cli", "7.26.0"
    documentation = "https://openapi-generator.tech/docs/generators/rust"
    modules, sources = "client::models", ["models"]

    def name(self):
        return "openapi-generator"

    def program(self):
        return self.root() / "openapi_generator_cli/openapi-generator.jar"

    def install(self):
        if not self.program().exists():
            downloads = TOOLS / "downloads"
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", downloads,
                            f"{self.package}=={self.version}"], check=True)
            [wheel] = downloads.iterdir()
            zipfile.ZipFile(wheel).extractall(self.root())
            shutil.rmtree(downloads)

    def command(self, document, out):
        return ["java", "-jar", self.program(), "generate", "-g", "rust", "-i", document, "-o", out,
                f"--additional-properties=packageName={CRATE}"]


class Ploidy(Generator):
    package, version = "ploidy", "0.15.0"
    documentation = "https://docs.rs/crate/ploidy/0.15.0"

    def command(self, document, out):
        return [self.program(), "generate", "rust", document, "-o", out, "--name", CRATE]


class Oas3Gen(Generator):
    package, version = "oas3-gen", "0.29.0"
    documentation = "https://eklipse2k8.github.io/oas3-gen/"
    modules = "client"

    def command(self, document, out):
        return [self.program(), "generate", "client-mod", "-i", document, "-o", out, "--workspace"]


class OpenapiToRust(Generator):
    package, version = "openapi-to-rust", "0.23.0"
    documentation = "https://docs.rs/crate/openapi-to-rust/0.23.0"

    def command(self, document, out):
        return [self.program(), "generate", document, "--output-dir", out / "src"]

    def complete(self, out):
        """The tool writes modules and a list of dependencies, not a crate."""
        dependencies = (out / "src/REQUIRED_DEPS.toml").read_text()
        manifest = f'[package]\nname = "{CRATE}"\nversion = "{VERSION}"\nedition = "2024"\n\n{dependencies}'
        (out / "Cargo.toml").write_text(manifest)
        (out / "src/mod.rs").rename(out / "src/lib.rs")


ALL = [Faithful(), Progenitor(), OpenapiGenerator(), Ploidy(), Oas3Gen(), OpenapiToRust()]
