import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { judge } from './judge.ts';
import { runStudyChaos } from './run-study-chaos.ts';

test('four processes with clocks a minute apart finish a study, three killed and one paused past its lease', async () => {
  const asked = { trials: 24, kills: 3, pauses: 1 };
  const place = await temporaryDirectory();
  const run = await runStudyChaos({
    ...asked,
    kills: 5,
    pauses: 2,
    workers: 4,
    place,
    environment: {},
    seed: 1,
  });
  const { problems } = await judge(run, asked);
  expect(problems).toEqual([]);
}, 120_000);
