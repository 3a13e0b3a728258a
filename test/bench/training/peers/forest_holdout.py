"""Holdout accuracy of scikit-learn's default random forest on given splits.

a line of stdin: {"rows": [[...]], "labels": [...], "splits": [{"seed": 0, "train": [...], "holdout": [...]}, ...]}
its answer: {"versions": {...}, "accuracies": [one for each split]}
"""

import json
import platform
import sys

import numpy
import sklearn
from sklearn.ensemble import RandomForestClassifier


def accuracy(rows, labels, split):
    train, holdout = split["train"], split["holdout"]
    forest = RandomForestClassifier(random_state=split["seed"], n_jobs=2)
    forest.fit(rows[train], labels[train])
    return float((forest.predict(rows[holdout]) == labels[holdout]).mean())


for line in sys.stdin:
    task = json.loads(line)
    rows = numpy.array(task["rows"], dtype=numpy.float32)
    labels = numpy.array(task["labels"])
    answer = {
        "versions": {
            "scikit-learn": sklearn.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        },
        "accuracies": [accuracy(rows, labels, split) for split in task["splits"]],
    }
    print(json.dumps(answer), flush=True)
