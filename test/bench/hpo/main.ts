import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPythonPeers, PythonPeersUnavailable } from '../../support/python-peers.ts';
import { FUNCTIONS } from './functions.ts';
import { families, mixed } from './mixed.ts';
import { type OptunaRegrets, type Runs, runOptuna } from './optuna.ts';
import { pictureOf, type Row } from './picture.ts';
import { searchProblem } from './search.ts';
import { summarize } from './summary.ts';
import { missedTargets } from './targets.ts';

/**
 * `npm run bench:hpo`: our TPE and Optuna's on the same problems, 30 seeds of 100 trials.
 *   --seeds <n>      so many seeds, from 0; Optuna's figures are of the same ones. Default: 30
 *   --optuna <how>   run: Optuna itself, 77 where Python cannot have it; recorded: the committed figures of it;
 *                    auto: run, else recorded. Default: auto
 *   --record         writes what Optuna gave to optuna-regrets.json
 * Exits with 1 when a target is missed. The last line is JSON.
 */
const RECORDED = join(import.meta.dirname, 'optuna-regrets.json');
const TRIALS = 100;
const TEMPTING = [mixed, families];
const PROBLEMS = [...FUNCTIONS, ...TEMPTING];

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '30' },
    optuna: { type: 'string', default: 'auto' },
    record: { type: 'boolean', default: false },
  },
});
if (!(Number(values.seeds) >= 1 && ['run', 'recorded', 'auto'].includes(values.optuna))) {
  console.error('Expected --seeds 1 or more, and --optuna run, recorded or auto.');
  process.exit(2);
}
const runs: Runs = { firstSeed: 0, seeds: Number(values.seeds), trials: TRIALS };

const optuna = await optunaRegrets();
const rows = PROBLEMS.map((problem): Row => {
  const { regrets, msPerSearch } = searchProblem(problem, runs);
  const theirs = optuna.regrets[problem.name]!.slice(0, runs.seeds);
  return { name: problem.name, ours: summarize(regrets), optuna: summarize(theirs), msPerSearch };
});
console.log(`\n${pictureOf(rows)}\n`);

const missed = missedTargets(rows.slice(0, FUNCTIONS.length), rows.slice(FUNCTIONS.length));
for (const target of missed) console.log(`MISSED: ${target}`);
if (missed.length === 0) console.log('All targets are met.');
console.log(JSON.stringify({ functions: Object.fromEntries(rows.map(figuresOf)) }));
process.exitCode = missed.length === 0 ? 0 : 1;

/** The quartiles that our median is held against are Optuna's. */
function figuresOf({ name, ours, optuna }: Row): [string, Record<string, number>] {
  return [
    name,
    {
      median: ours.median,
      optunaMedian: optuna.median,
      q1: optuna.q1,
      q3: optuna.q3,
      mean: ours.mean,
      optunaMean: optuna.mean,
      ownQ1: ours.q1,
      ownQ3: ours.q3,
    },
  ];
}

async function optunaRegrets(): Promise<OptunaRegrets> {
  if (values.optuna === 'recorded') return recorded();
  try {
    const python = await installPythonPeers();
    const answer = await runOptuna(python, PROBLEMS, runs);
    console.log(`Optuna ${answer.versions.optuna} runs beside it (numpy ${answer.versions.numpy}).`);
    if (values.record) writeFileSync(RECORDED, `${JSON.stringify(answer)}\n`);
    return answer;
  } catch (error) {
    if (!(error instanceof PythonPeersUnavailable)) throw error;
    console.log(`Optuna cannot run here: ${error.message}`);
    if (values.optuna === 'run') process.exit(77);
    return recorded();
  }
}

function recorded(): OptunaRegrets {
  const answer: OptunaRegrets = JSON.parse(readFileSync(RECORDED, 'utf8'));
  const most = Object.values(answer.regrets)[0]!.length;
  if (runs.seeds > most) throw new Error(`figures of Optuna are recorded for ${most} seeds`);
  console.log(`Figures of Optuna ${answer.versions.optuna}, recorded (numpy ${answer.versions.numpy}).`);
  return answer;
}
