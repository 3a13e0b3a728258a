import { expect, test } from 'vitest';
import { SOURCES } from '../../../monitoring/grafana/panel.ts';
import { FOLDERS } from '../../../monitoring/grafana/sources.ts';
import { built, of, rulesOf } from './built.ts';

test('one Grafana can hold both data sources: no uid twice, no title twice in a folder', () => {
  const dashboards = built.map(({ source, made }) => ({
    uid: made.uid!,
    title: `${FOLDERS[source]}/${made.title}`,
  }));
  const rules = SOURCES.flatMap((source) =>
    rulesOf(source).map(({ uid, title }) => ({ uid, title: `${FOLDERS[source]}/${title}` })),
  );
  for (const group of [dashboards, rules]) {
    expect(new Set(group.map(({ uid }) => uid)).size).toBe(group.length);
    expect(new Set(group.map(({ title }) => title)).size).toBe(group.length);
    // Grafana takes no longer ones.
    expect(group.filter(({ uid }) => uid.length > 40)).toEqual([]);
  }
});

test('the machine has its limits on its panels: a stack that does not answer is not green', () => {
  const system = of('prometheus').find(({ made }) => made.uid === 'weir-prometheus-system')!;
  const steps = (title: string) =>
    system.panels
      .find((panel) => panel.title === title)!
      .fieldConfig!.defaults.thresholds!.steps.map(({ value, color }) => [value, color]);
  expect(steps('Answers')).toEqual([
    [null, 'red'],
    [1, 'green'],
  ]);
  expect(steps('Processors')).toEqual([
    [null, 'green'],
    [0.8, 'red'],
  ]);
  expect(rulesOf('prometheus').filter(({ panelId }) => panelId === undefined)).toEqual([]);
});

test('lines of one query to CloudWatch are told apart by what they differ in', () => {
  const asked = of('cloudwatch').flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets));
  const open = asked.filter(
    ({ dimensions = {}, hide }) => hide !== true && Object.values(dimensions).includes('*'),
  );
  expect(open.length).toBeGreaterThan(8);
  for (const { label, dimensions, metricName } of open) {
    const [dimension] = Object.entries(dimensions!).find(([, value]) => value === '*')!;
    expect(label, metricName).toContain(`\${PROP('Dim.${dimension}')}`);
  }
});

test('a dashboard that is left open asks CloudWatch for its metrics every five minutes, for each is paid for', () => {
  expect(new Set(of('cloudwatch').map(({ made }) => made.refresh))).toEqual(new Set(['5m']));
  expect(new Set(of('prometheus').map(({ made }) => made.refresh))).toEqual(new Set(['30s']));
});

test('no record stands in four bars: steps of what came are a minute at least', () => {
  const bars = built
    .flatMap(({ panels }) => panels)
    .filter(({ fieldConfig }) => fieldConfig?.defaults.custom?.drawStyle === 'bars');
  expect(bars.length).toBeGreaterThan(10);
  expect(bars.filter(({ interval }) => interval !== '1m')).toEqual([]);
});
