"""Extra trees of scikit-learn as a family of weir: see docs/trainers.md.

Needs scikit-learn and skl2onnx. Its only argument is the trial's directory.
"""

import csv
import json
import pathlib
import signal
import sys

import numpy as np
from skl2onnx import to_onnx
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.metrics import log_loss, mean_squared_error

# Trees are grown in steps of so many, and each step is a line of progress.
STEP = 10
# What the program exits with when it can do nothing with what it was given.
REFUSED = 2


class Stopped(Exception):
    """Weir asked for an end: what there is becomes the model."""


def stop(_signal, _frame):
    raise Stopped


def read_rows(path, task, classes):
    """Features as float32, and the last column as what the model is to answer."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    features = np.array([row[:-1] for row in rows], dtype=np.float32)
    answers = [row[-1] for row in rows]
    if task == "regression":
        return features, np.array(answers, dtype=np.float64)
    whole = all(isinstance(label, int) for label in classes)
    return features, np.array([int(label) for label in answers] if whole else answers)


def create_model(trial):
    parameters = trial["parameters"]
    kind = ExtraTreesRegressor if trial["task"] == "regression" else ExtraTreesClassifier
    return kind(
        n_estimators=STEP,
        max_features=parameters["maxFeatures"],
        min_samples_leaf=parameters["minLeaf"],
        random_state=trial["seed"] % 2**32,
        n_jobs=trial["threads"],
        warm_start=True,
    )


def loss_of(model, task, features, answers):
    if task == "regression":
        return mean_squared_error(answers, model.predict(features))
    return log_loss(answers, model.predict_proba(features), labels=model.classes_)


def fit(trial, directory):
    """Grows the forest step by step; when it is stopped, the trees so far are the model."""
    task, classes = trial["task"], trial["classes"]
    train = read_rows(directory / trial["train"]["file"], task, classes)
    held = train
    if trial["validation"] is not None:
        held = read_rows(directory / trial["validation"]["file"], task, classes)
    model = create_model(trial)
    grown = 0
    with open(directory / trial["progress"], "w", encoding="utf-8") as progress:
        try:
            for trees in range(STEP, trial["parameters"]["trees"] + 1, STEP):
                model.set_params(n_estimators=trees).fit(*train)
                grown = trees
                line = {"iteration": trees, "loss": loss_of(model, task, *held)}
                print(json.dumps(line), file=progress, flush=True)
        except Stopped:
            if grown == 0:
                sys.exit("stopped before the first trees were grown")
            model.set_params(n_estimators=grown)
            model.estimators_ = model.estimators_[:grown]
    return model, train[0][:1]


def export(model, sample):
    """The graph: float32 features in, labels and probabilities (or values) out, without ZipMap's dictionaries."""
    options = {id(model): {"zipmap": False}} if hasattr(model, "classes_") else None
    return to_onnx(model, sample, options=options, target_opset={"": 21, "ai.onnx.ml": 3})


def main():
    signal.signal(signal.SIGTERM, stop)
    directory = pathlib.Path(sys.argv[1])
    trial = json.loads((directory / "trial.json").read_text(encoding="utf-8"))
    try:
        model, sample = fit(trial, directory)
    except (KeyError, ValueError) as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
    (directory / trial["model"]).write_bytes(export(model, sample).SerializeToString())
    nodes = sum(tree.tree_.node_count for tree in model.estimators_)
    result = {"schema": 1, "hyperparameters": {"trees": len(model.estimators_)}, "facts": {"nodes": nodes}}
    (directory / trial["result"]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
