"""Whoever installs the package without its dependencies, and httpx2, can use the client."""

import subprocess
import sys
from importlib.resources import files

PROGRAM = """
import sys
from importlib.abc import MetaPathFinder

class Nothing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        first, _, rest = name.partition(".")
        if first in ("pydantic", "fastapi", "starlette", "sqlalchemy", "numpy", "jinja2", "yaml"):
            raise ImportError(name)
        if first == "ocr_service" and rest and rest.split(".")[0] != "client":
            raise ImportError(name)

sys.meta_path.insert(0, Nothing())
import ocr_service.client
print(sorted(ocr_service.client.__all__)[0])
"""


def test_it_is_imported_without_the_rest() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("ApiError\n", "")


def test_type_checkers_are_told_that_it_is_typed() -> None:
    assert files("ocr_service").joinpath("py.typed").is_file()
