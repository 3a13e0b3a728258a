import { expect, it } from 'vitest';
import {
  measured,
  milliseconds,
  percent,
  plural,
  rate,
  words,
} from '../../../localstack/console/page/format.ts';

it.each([
  [() => plural(1.4, 'minute'), '1 minute'],
  [() => plural(0, 'minute'), '0 minutes'],
  [() => plural(2, 'alarm rings', 'alarms ring'), '2 alarms ring'],
  [() => rate(0.04), '0.0'],
  [() => rate(1204.4), '1,204'],
  [() => percent(0.0042), '0.4%'],
  [() => percent(0.995), '100%'],
  [() => milliseconds(0.84), '0.8 ms'],
  [() => milliseconds(2_400), '2.4 s'],
  [() => measured(0.012345), '0.0123'],
  [() => measured(123456), '123,456'],
  [() => words('balancedAccuracy'), 'balanced accuracy'],
  [() => words('error-rate'), 'error rate'],
])('numbers are short and words are words: %#', (text, expected) => {
  expect(text()).toBe(expected);
});
