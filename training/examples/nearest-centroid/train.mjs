import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  attr,
  encodeModel,
  floatTensor,
  graph,
  int64Tensor,
  modelProto,
  node,
  stringTensor,
  valueInfo,
} from '../../../lib/model/onnx/build.ts';

/*
 * Nearest centroids as a family of weir, as short as a trainer can be: each class is the mean of its rows, and the
 * probabilities are the softmax of the negative squared distances to them. See docs/trainers.md.
 */

const REFUSED = 2;

const directory = process.argv[2];
const trial = JSON.parse(readFileSync(join(directory, 'trial.json'), 'utf8'));
const { sharpness, distance } = trial.parameters;
if (!(sharpness > 0)) {
  console.error(`sharpness is ${sharpness}; expected a number above 0`);
  process.exit(REFUSED);
}

const rows = readRows(join(directory, trial.train.file));
const width = trial.features.length;
const scales = trial.features.map((_, at) => (distance === 'scaled' ? deviationOf(rows, at) : 1));
const centroids = trial.classes.map((label) => centroidOf(rows.filter((row) => row.label === String(label))));
appendFileSync(join(directory, trial.progress), `${JSON.stringify({ iteration: 1, loss: lossOf(rows) })}\n`);
writeFileSync(join(directory, trial.model), encodeModel(exportGraph()));
writeFileSync(
  join(directory, trial.result),
  JSON.stringify({ schema: 1, facts: { centroids: centroids.length } }),
);

/** Numbers, and the label in the last column. Labels without commas and quotes are enough for an example. */
function readRows(file) {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const cells = line.split(',');
    return { values: cells.slice(0, -1).map(Number), label: cells.at(-1) };
  });
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(among, at) {
  const centre = mean(among.map(({ values }) => values[at]));
  return Math.sqrt(mean(among.map(({ values }) => (values[at] - centre) ** 2))) || 1;
}

function centroidOf(members) {
  return scales.map((_, at) => mean(members.map(({ values }) => values[at])));
}

/** −s·Σ((x − c) ÷ scale)², but for the part that all classes share: s·Σ(2·x·c − c²) ÷ scale². */
function weights() {
  const slopes = scales.map((scale, at) => centroids.map((c) => (2 * sharpness * c[at]) / scale ** 2));
  const offsets = centroids.map((c) => -sharpness * c.reduce((sum, v, at) => sum + (v / scales[at]) ** 2, 0));
  return { slopes, offsets };
}

/** The mean log loss, which is what progress is measured by. */
function lossOf(among) {
  const { slopes, offsets } = weights();
  const losses = among.map(({ values, label }) => {
    const scores = offsets.map((offset, c) => values.reduce((sum, v, at) => sum + v * slopes[at][c], offset));
    const most = Math.max(...scores);
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0)) + most;
    return total - scores[trial.classes.findIndex((known) => String(known) === label)];
  });
  return mean(losses);
}

/** Labels come out as the data have them: integers as integers, names as names. */
function exportGraph() {
  const { slopes, offsets } = weights();
  const count = centroids.length;
  const whole = trial.classes.every(Number.isInteger);
  const labels = whole
    ? int64Tensor('classes', [count], trial.classes)
    : stringTensor('classes', [count], trial.classes);
  return modelProto({
    graph: graph({
      inputs: [valueInfo('features', 'float', ['N', width])],
      outputs: [
        valueInfo('label', whole ? 'int64' : 'string', ['N']),
        valueInfo('probabilities', 'float', ['N', count]),
      ],
      initializers: [
        floatTensor('slopes', [width, count], slopes.flat()),
        floatTensor('offsets', [count], offsets),
        labels,
      ],
      nodes: [
        node('Gemm', ['features', 'slopes', 'offsets'], ['scores']),
        node('Softmax', ['scores'], ['probabilities'], { axis: attr.int(1) }),
        node('ArgMax', ['probabilities'], ['best'], { axis: attr.int(1), keepdims: attr.int(0) }),
        node('Gather', ['classes', 'best'], ['label']),
      ],
    }),
  });
}
