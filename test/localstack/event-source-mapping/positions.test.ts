import { describe, expect, test, vi } from 'vitest';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import type { MappingEvent } from '../../../localstack/event-source-mapping/events.ts';
import { LeapingClock } from '../../support/clocks.ts';
import type { MemoryStreams } from '../../support/memory-streams.ts';
import { CRASH, FIRST, fakeFunction, fill, memoryStream, SUCCESS, start } from './mapping-world.ts';

/** A stream with records of three minutes, one minute apart, before now. */
async function threeMinutes() {
  const clock = new LeapingClock();
  const client = memoryStream(1, clock);
  const minutes: { readonly atSeconds: number; readonly ids: string[] }[] = [];
  for (let minute = 0; minute < 3; minute++) {
    minutes.push({ atSeconds: clock.now() / 1000, ids: fill(client, FIRST, 2) });
    await clock.sleep(60_000, new AbortController().signal);
  }
  return { clock, client, minutes };
}

describe('AT_TIMESTAMP', () => {
  test('delivers what arrived at that time or after it', async () => {
    const { clock, client, minutes } = await threeMinutes();
    client.closeAll();
    const target = fakeFunction(() => SUCCESS);
    const settings = {
      startingPosition: 'AT_TIMESTAMP',
      startingPositionTimestamp: minutes[1]!.atSeconds,
    } as const;
    await start(client, target, { clock, settings }).ended;
    expect(target.deliveries.flat()).toEqual([...minutes[1]!.ids, ...minutes[2]!.ids]);
  });

  test('a restart before anything was done skips nothing', async () => {
    const { clock, client, minutes } = await threeMinutes();
    const checkpoints = memoryCheckpoints();
    const settings = {
      startingPosition: 'AT_TIMESTAMP',
      startingPositionTimestamp: minutes[1]!.atSeconds,
    } as const;
    const failing = fakeFunction(() => CRASH);
    const first = start(client, failing, { clock, checkpoints, settings });
    await vi.waitFor(() => expect(failing.deliveries.length).toBeGreaterThan(0));
    await first.stop();
    client.closeAll();
    const target = fakeFunction(() => SUCCESS);
    await start(client, target, { clock, checkpoints, settings }).ended;
    expect(target.deliveries.flat()).toEqual([...minutes[1]!.ids, ...minutes[2]!.ids]);
  });

  test('children give all that came since, and a parent from before gives nothing', async () => {
    const { clock, client, minutes } = await threeMinutes();
    const [left, right] = client.split(FIRST);
    const atSeconds = clock.now() / 1000;
    const children = [...fill(client, left!, 2), ...fill(client, right!, 2)];
    client.closeAll();
    for (const [startingPositionTimestamp, expected] of [
      [atSeconds, children],
      [minutes[2]!.atSeconds, [...minutes[2]!.ids, ...children]],
    ] as const) {
      const target = fakeFunction(() => SUCCESS);
      const settings = { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp } as const;
      await start(client, target, { clock, settings }).ended;
      expect(target.deliveries.flat().toSorted()).toEqual(expected);
    }
  });

  test('a time in the future is refused', () => {
    const clock = new LeapingClock();
    const settings = {
      startingPosition: 'AT_TIMESTAMP',
      startingPositionTimestamp: clock.now() / 1000 + 1,
    } as const;
    const target = fakeFunction(() => SUCCESS);
    expect(() => start(memoryStream(1), target, { clock, settings })).toThrow('must not be in the future');
  });
});

describe('a stream that lost its newest records', () => {
  /** Delivers all there is and stops. */
  async function deliverAll(client: MemoryStreams, checkpoints = memoryCheckpoints()) {
    const target = fakeFunction(() => SUCCESS);
    const mapping = start(client, target, { checkpoints });
    const records = [...client.shards.values()].reduce((sum, shard) => sum + shard.records.length, 0);
    await vi.waitFor(() => expect(target.deliveries.flat()).toHaveLength(records));
    await mapping.stop();
    return checkpoints;
  }

  test('is delivered again whole, since its new records may come before the checkpoint', async () => {
    const client = memoryStream(1);
    const ids = fill(client, FIRST, 5);
    const checkpoints = await deliverAll(client);
    client.lose(FIRST, 2);
    const news = fill(client, FIRST, 3);
    client.closeAll();
    const events: MappingEvent[] = [];
    const target = fakeFunction(() => SUCCESS);
    await start(client, target, { checkpoints, onEvent: (event) => events.push(event) }).ended;
    expect(target.deliveries.flat()).toEqual([...ids.slice(0, 3), ...news]);
    expect(events.filter(({ type }) => type === 'position-lost')).toHaveLength(1);
  });

  test('is read on when nothing new is there yet', async () => {
    const client = memoryStream(1);
    const ids = fill(client, FIRST, 5);
    const checkpoints = await deliverAll(client);
    client.lose(FIRST, 2);
    const events: MappingEvent[] = [];
    const target = fakeFunction(() => SUCCESS);
    const mapping = start(client, target, { checkpoints, onEvent: (event) => events.push(event) });
    await vi.waitFor(() => expect(events).toContainEqual({ type: 'position-lost', shardId: FIRST }));
    const news = fill(client, FIRST, 3);
    await vi.waitFor(() => expect(target.deliveries.flat()).toEqual([...ids.slice(0, 3), ...news]));
    await mapping.stop();
  });

  test('and all it had: what comes then is delivered, though lanes were past its sequence numbers', async () => {
    const client = memoryStream(1);
    const ids = fill(client, FIRST, 5);
    const checkpoints = memoryCheckpoints();
    const since = new Date().toISOString();
    const mark = client.shards.get(FIRST)!.records.at(-1)!.sequenceNumber;
    await checkpoints.save(FIRST, { sequenceNumber: mark, since, finished: false, lanes: [[mark, mark]] });
    client.lose(FIRST, ids.length);
    const target = fakeFunction(() => SUCCESS);
    const settings = { parallelizationFactor: 2 };
    const mapping = start(client, target, { checkpoints, settings });
    const news = fill(client, FIRST, 3);
    await vi.waitFor(() => expect(target.deliveries.flat().toSorted()).toEqual(news.toSorted()));
    await mapping.stop();
  });

  test('is read on by a mapping that runs while it loses them', async () => {
    const client = memoryStream(1);
    const ids = fill(client, FIRST, 5);
    const target = fakeFunction(() => SUCCESS);
    const mapping = start(client, target);
    await vi.waitFor(() => expect(target.deliveries.flat()).toEqual(ids));
    client.lose(FIRST, 2);
    client.expireIterators();
    const news = fill(client, FIRST, 3);
    const again = [...ids, ...ids.slice(0, 3), ...news];
    await vi.waitFor(() => expect(target.deliveries.flat()).toEqual(again));
    await mapping.stop();
  });

  test('and a resharding with them: the shard that was at its end goes on', async () => {
    const client = memoryStream(1);
    fill(client, FIRST, 5);
    const children = client.split(FIRST);
    const checkpoints = memoryCheckpoints();
    client.closeAll();
    await start(
      client,
      fakeFunction(() => SUCCESS),
      { checkpoints },
    ).ended;
    for (const child of children) client.shards.delete(child);
    client.shards.get(FIRST)!.closed = false;
    const news = fill(client, FIRST, 3);
    const target = fakeFunction(() => SUCCESS);
    const mapping = start(client, target, { checkpoints });
    await vi.waitFor(() => expect(target.deliveries.flat()).toEqual(news));
    await mapping.stop();
  });
});
