"""``python -m bench.mutants.anew PATH NUMBER …``: pytest with one slip in from before anything is loaded."""

import sys

import pytest

from bench.mutants.applying import load_as
from bench.mutants.making import ROOT, module_name, mutants_of

if __name__ == "__main__":
    path, number, *rest = sys.argv[1:]
    ((_, text),) = mutants_of(path, [int(number)])
    load_as(module_name(path), ROOT / path, text)
    sys.exit(pytest.main(rest))
