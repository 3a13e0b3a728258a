"""Opens a journal with Optuna and prints, as JSON, what it finds: check_optuna.py <journal>"""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
backend = optuna.storages.journal.JournalFileBackend(sys.argv[1])
study = optuna.load_study(study_name=None, storage=optuna.storages.JournalStorage(backend))
print(
    json.dumps(
        {
            "optuna": optuna.__version__,
            "study": study.study_name,
            "direction": study.direction.name,
            "metrics": study.metric_names,
            "best": {"value": study.best_value, "params": study.best_params, "number": study.best_trial.number},
            "trials": [
                {
                    "state": trial.state.name,
                    "value": trial.value,
                    "params": trial.params,
                    "steps": {str(step): value for step, value in trial.intermediate_values.items()},
                    "distributions": {name: repr(d) for name, d in trial.distributions.items()},
                    "reason": trial.user_attrs.get("reason"),
                    "seconds": trial.duration.total_seconds() if trial.duration else None,
                }
                for trial in study.trials
            ],
        }
    )
)
