"""How far red wines lie from white ones, feature by feature, by SciPy on the raw rows: the fixture scipy.json.

    python test/monitoring/drift/wine/generate.py winequality-white.csv winequality-red.csv > scipy.json

With scipy 1.17.1 and numpy 2.4.6, as test/support/python-peers.ts installs them. The data are those of Cortez,
Cerdeira, Almeida, Matos & Reis, "Modeling wine preferences by data mining from physicochemical properties", Decision
Support Systems 47, 2009: https://archive.ics.uci.edu/dataset/186/wine+quality
"""

import csv
import hashlib
import json
import sys

import numpy
import scipy
from scipy import stats


def read(path):
    with open(path, newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    columns = numpy.array(rows, dtype=float).T
    return {name: column for name, column in zip(header, columns) if name != "quality"}


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def compare(white, red):
    test = stats.ks_2samp(white, red)
    normed = stats.wasserstein_distance(white, red) / numpy.std(white)
    return {"ks": test.statistic, "pValue": test.pvalue, "wasserstein": normed}


white_path, red_path = sys.argv[1:]
white, red = read(white_path), read(red_path)
features = {name: compare(white[name], red[name]) for name in white}
drifted = [name for name, found in features.items() if found["pValue"] < 0.001 and found["wasserstein"] >= 0.1]
print(
    json.dumps(
        {
            "made": f"scipy {scipy.__version__}, numpy {numpy.__version__}",
            "white": digest(white_path),
            "red": digest(red_path),
            "features": features,
            "drifted": sorted(drifted, key=lambda name: -features[name]["wasserstein"]),
        },
        indent=2,
    )
)
