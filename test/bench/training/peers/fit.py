"""Fits scikit-learn's models on request, so that they can be timed in turns with ours.

Each line of stdin is a request, each line of stdout its answer:

{"rows": [[...]], "labels": [...]}                                   -> {"versions": {...}}
{"model": name, "train": [...], "holdout": [...], "seed": 0, ...}    -> {"seconds": ..., "accuracy": ...}

What is timed is fit() alone, on features that are standardised before: ours standardise within theirs.
"""

import json
import platform
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

# An MLP that is given its number of epochs says that it has not converged; probabilities of SVC are said to go.
warnings.filterwarnings("ignore")


def model_of(name, seed, options):
    if name == "svm":
        return SVC(C=options["C"], gamma=options["gamma"], probability=True, random_state=seed)
    if name == "boosting":
        return HistGradientBoostingClassifier(
            max_iter=options["iterations"],
            learning_rate=options["learningRate"],
            max_leaf_nodes=options["maxLeaves"],
            min_samples_leaf=options["minLeaf"],
            l2_regularization=options["l2"],
            early_stopping=False,
            random_state=seed,
        )
    if name == "forest":
        return RandomForestClassifier(options["trees"], n_jobs=options["threads"], random_state=seed)
    if name == "mlp":
        return MLPClassifier(
            [options["hiddenWidth"]] * options["hiddenLayers"],
            learning_rate_init=options["learningRate"],
            alpha=options["alpha"],
            batch_size=options["batchSize"],
            max_iter=options["epochs"],
            n_iter_no_change=options["epochs"],
            tol=0,
            random_state=seed,
        )
    if name == "logistic":
        return LogisticRegression(C=options["C"], max_iter=options["iterations"], random_state=seed)
    raise ValueError(name)


def fit(rows, labels, request):
    train, holdout = request["train"], request["holdout"]
    scaler = StandardScaler().fit(rows[train])
    given, asked = scaler.transform(rows[train]), scaler.transform(rows[holdout])
    model = model_of(request["model"], request["seed"], request)
    started = time.perf_counter()
    model.fit(given, labels[train])
    seconds = time.perf_counter() - started
    # SVC's own predict() is the vote, which its probabilities contradict on a row in a hundred.
    answers = model.classes_[model.predict_proba(asked).argmax(axis=1)]
    return {"seconds": seconds, "accuracy": float((answers == labels[holdout]).mean())}


rows = labels = None
for line in sys.stdin:
    request = json.loads(line)
    if "model" in request:
        answer = fit(rows, labels, request)
    else:
        rows = numpy.array(request["rows"], dtype=numpy.float32)
        labels = numpy.array(request["labels"])
        answer = {
            "versions": {
                "scikit-learn": sklearn.__version__,
                "numpy": numpy.__version__,
                "python": platform.python_version(),
            }
        }
    print(json.dumps(answer), flush=True)
