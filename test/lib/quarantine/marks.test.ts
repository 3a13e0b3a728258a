import { describe, expect, onTestFinished, test } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import { addMark, MarksInvalid, type ReplayMark, readMarks } from '../../../lib/quarantine/marks.ts';
import { dropAnswers, faultyStore, refuseWrites } from '../registry/support/faulty-store.ts';
import { directoryHarness, s3Harness } from '../registry/support/harness.ts';

function mark(writeId: string): ReplayMark {
  return {
    writeId,
    replayedAt: '2026-11-21T07:00:00.000Z',
    by: 'tester',
    version: 2,
    fix: null,
    predicted: ['weir-input:shardId-000000000000:1:-'],
    takenApart: [],
    rejected: [],
  };
}

describe.each([
  ['a directory', directoryHarness],
  ['S3', s3Harness],
])('marks in %s', (_, harness) => {
  async function openStore() {
    const running = await harness();
    onTestFinished(() => running.close());
    return running.open();
  }

  test('are kept beside their source, and never replace each other', async () => {
    const store = await openStore();
    expect(await readMarks(store, 'quarantine/a')).toBeUndefined();
    await addMark(store, 'quarantine/a', mark('write-1'));
    await addMark(store, 'quarantine/a', mark('write-2'));
    await addMark(store, 'quarantine/b', mark('write-3'));
    expect((await readMarks(store, 'quarantine/a'))?.marks).toEqual({
      schema: 1,
      source: 'quarantine/a',
      replays: [mark('write-1'), mark('write-2')],
    });
    const written = await Array.fromAsync(store.list(keys.replaysPrefix()));
    expect(written.map(({ key }) => key)).toEqual(['replays/quarantine/a.json', 'replays/quarantine/b.json']);
  });

  test('of writers who meet are all kept', async () => {
    const store = await openStore();
    const writers = ['write-1', 'write-2', 'write-3', 'write-4', 'write-5'];
    await Promise.all(writers.map((writer) => addMark(store, 'source', mark(writer))));
    const kept = (await readMarks(store, 'source'))?.marks.replays.map(({ writeId }) => writeId);
    expect(kept?.sort()).toEqual(writers);
  });

  test.each([
    ['the answer is lost', dropAnswers(1)],
    ['the request is lost', refuseWrites(2)],
  ])('are written once when %s', async (_what, faults) => {
    const store = await openStore();
    const faulty = faultyStore(store, faults);
    const writers = ['write-1', 'write-2', 'write-3'];
    for (const writer of writers) await addMark(faulty, 'source', mark(writer));
    expect((await readMarks(store, 'source'))?.marks.replays).toEqual(writers.map(mark));
  });

  test('are never written over what is none', async () => {
    const store = await openStore();
    await store.create(keys.replays('source'), Buffer.from('{"schema":1}'));
    await expect(addMark(store, 'source', mark('write-1'))).rejects.toThrow(MarksInvalid);
    await expect(addMark(store, 'source', mark('write-1'))).rejects.toThrow(
      /replays\/source\.json in .*move it away/,
    );
  });
});
