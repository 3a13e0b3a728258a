import { expect, test } from 'vitest';
import { METRIC_CATALOGUE } from '../../../lib/contract/metric-catalogue.ts';
import { METRIC_NAMESPACE, REJECTION_METRICS } from '../../../lib/contract/metrics.ts';
import { AWS_METRICS } from '../../../monitoring/grafana/aws-metrics.ts';
import { SOURCES } from '../../../monitoring/grafana/panel.ts';
import { emittedSeries } from '../emitted.ts';
import { groupedBy, selectorsIn } from '../promql-names.ts';
import { built, of, rulesOf } from './built.ts';

test('there are five dashboards for each data source, each with panels', () => {
  expect(built.map(({ name }) => name).sort()).toEqual(
    ['streaming', 'model', 'drift', 'training', 'system']
      .flatMap((name) => SOURCES.map((source) => `${source} ${name}`))
      .sort(),
  );
  expect(built.filter(({ panels }) => panels.filter(({ type }) => type !== 'row').length < 3)).toEqual([]);
  expect(new Set(built.map(({ made }) => made.uid)).size).toBe(built.length);
});

test('every query to Prometheus names a metric that the stack tells, with labels that it has', async () => {
  const emitted = await emittedSeries();
  const asked = [
    ...of('prometheus').flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets)),
    ...rulesOf('prometheus').flatMap(({ data }) => data.map(({ model }) => model)),
  ].flatMap(({ expr }) => expr ?? []);
  expect(asked.length).toBeGreaterThan(60);
  for (const expression of asked) {
    const selectors = selectorsIn(expression);
    expect(selectors.length, expression).toBeGreaterThan(0);
    for (const { metric, labels } of selectors.filter((one) => one.metric !== 'up')) {
      const there = emitted.get(metric);
      expect(there, `${metric} in ${expression}`).toBeDefined();
      const known = new Set([...there!, 'instance']);
      expect(
        [...labels, ...groupedBy(expression)].filter((label) => !known.has(label)),
        expression,
      ).toEqual([]);
    }
  }
});

test('every query to CloudWatch names a metric of the contract with its very dimensions, or one of AWS', () => {
  const asked = [
    ...of('cloudwatch').flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets)),
    ...rulesOf('cloudwatch').flatMap(({ data }) => data.map(({ model }) => model)),
  ].filter(({ namespace, metricName }) => namespace !== undefined && metricName);
  expect(asked.length).toBeGreaterThan(80);
  for (const { namespace, metricName, dimensions } of asked) {
    if (namespace === METRIC_NAMESPACE) {
      const name = REJECTION_METRICS.includes(metricName!) ? 'RecordsRejected' : metricName!;
      const metric = METRIC_CATALOGUE.get(name);
      expect(Object.keys(dimensions!), metricName).toEqual(metric?.dimensions);
      expect(dimensions!.service, metricName).toBe(metric?.service);
    } else {
      expect(AWS_METRICS[metricName as keyof typeof AWS_METRICS], metricName).toMatchObject({
        namespace,
        dimensions,
      });
    }
  }
});

test('math over metrics names queries of the same panel or rule', () => {
  const groups = [
    ...built.flatMap(({ panels }) => panels.map(({ title, targets = [] }) => ({ title, queries: targets }))),
    ...SOURCES.flatMap(rulesOf).map(({ title, data }) => ({
      title,
      queries: data.map(({ model }) => model),
    })),
  ];
  const FUNCTIONS = new Set(['PERIOD']);
  for (const { title, queries } of groups) {
    const names = new Set(queries.flatMap(({ id, refId }) => [id, refId]));
    const used = queries.flatMap(({ expression = '' }) => expression.match(/[A-Za-z]\w*/g) ?? []);
    expect(
      used.filter((name) => !names.has(name) && !FUNCTIONS.has(name)),
      title,
    ).toEqual([]);
    expect(new Set(queries.map(({ refId }) => refId)).size, title).toBe(queries.length);
  }
});

test('every variable that a query uses is one that its dashboard has', () => {
  for (const { name, made, panels } of built) {
    const variables = new Set((made.templating?.list ?? []).map((variable) => variable.name));
    const used = JSON.stringify(panels).match(/\$\{?(?!__)[a-z]\w*/g) ?? [];
    expect(
      [...new Set(used)].filter((text) => !variables.has(text.replace(/\W/g, ''))),
      name,
    ).toEqual([]);
  }
});

test('every metric of the contract stands on a dashboard of each data source', () => {
  for (const source of SOURCES) {
    const text = JSON.stringify(of(source).map(({ panels }) => panels));
    const missing = [...METRIC_CATALOGUE.values()].filter(
      ({ name, prometheus }) =>
        !new RegExp(source === 'prometheus' ? `\\b${prometheus}` : `"${name}"`).test(text),
    );
    expect(
      missing.map(({ name }) => name),
      source,
    ).toEqual([]);
  }
});

test('every panel says what it shows and in which unit, and has an id of its own', () => {
  for (const { name, panels } of built) {
    const own = panels.filter(({ type }) => type !== 'row');
    const mute = own.filter(
      ({ description = '', fieldConfig }) => description.length < 20 || !fieldConfig?.defaults.unit,
    );
    expect(
      mute.map(({ title }) => title),
      name,
    ).toEqual([]);
    expect(
      own.filter(({ targets = [] }) => targets.length === 0),
      name,
    ).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size, name).toBe(panels.length);
  }
});

test('panels lie within the grid and over no other, without a gap in a line', () => {
  for (const { name, panels } of built) {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size, name).toBe(cells.length);
    expect(
      panels.filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24),
      name,
    ).toEqual([]);
  }
});

test('every alert compares what it computes, and links to the panel that shows it', () => {
  for (const source of SOURCES) {
    for (const { title, condition, data, dashboardUid, panelId, labels } of rulesOf(source)) {
      expect(
        data.some(({ refId }) => refId === condition),
        title,
      ).toBe(true);
      if (panelId === undefined) continue;
      const dashboard = of(source).find(({ made }) => made.uid === dashboardUid);
      const panel = dashboard?.panels.find(({ id }) => id === panelId);
      expect(panel, `${title} (${labels.alarm})`).toBeDefined();
    }
  }
});

test('no text of an alert has a "$", which provisioning would take for a variable', () => {
  for (const rule of SOURCES.flatMap(rulesOf)) {
    expect(JSON.stringify({ ...rule, data: [] })).not.toContain('$');
  }
});
