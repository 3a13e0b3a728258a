"""Optuna beside our sampler, on the same problems: optuna_peer.py <space.json> <first seed> <seeds> <trials>

The problems' values come from the process that started it: a line {"problem", "family", "parameters"} goes out, a line
with the value comes back. The last line is {"regrets": {problem: [one per seed]}, "versions": {…}}.
"""

import json
import sys

import numpy
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggested(trial, name, distribution):
    if distribution["kind"] == "categorical":
        return trial.suggest_categorical(name, distribution["choices"])
    suggest = trial.suggest_float if distribution["kind"] == "float" else trial.suggest_int
    step = {} if distribution["step"] is None else {"step": distribution["step"]}
    return suggest(name, distribution["low"], distribution["high"], log=distribution["log"], **step)


def objective(problem):
    families = list(problem["space"])

    def value(trial):
        family = families[0] if len(families) == 1 else trial.suggest_categorical("family", families)
        parameters = {
            name: suggested(trial, f"{family}.{name}", distribution)
            for name, distribution in problem["space"][family].items()
        }
        print(json.dumps({"problem": problem["name"], "family": family, "parameters": parameters}), flush=True)
        return float(sys.stdin.readline())

    return value


def regret(problem, seed, trials):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective(problem), n_trials=trials)
    return study.best_value - problem["minimum"]


problems = json.loads(sys.argv[1])
first, seeds, trials = map(int, sys.argv[2:])
regrets = {
    problem["name"]: [regret(problem, seed, trials) for seed in range(first, first + seeds)] for problem in problems
}
print(json.dumps({"regrets": regrets, "versions": {"optuna": optuna.__version__, "numpy": numpy.__version__}}))
