import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Account } from '../../../lib/accounting/account.ts';
import { idOf } from '../../../lib/accounting/ledger-entry.ts';
import type { Offence, Verdict } from '../../../lib/accounting/verdict.ts';
import { type PredictedRun, predictedRuns, runOf } from './any-run.ts';
import { predictionOf, type Run } from './honest-run.ts';

function verdictOf(run: Run): Verdict {
  const account = new Account({ order: 'key', markKey: 'customer' });
  account.acknowledged(run.ledger);
  for (const record of run.output) account.predicted(record);
  for (const line of run.quarantine) account.quarantined(line);
  for (const batch of run.destination) account.failed(batch);
  return account.verdict();
}

/** The offenders of a kind by id. */
function offendersOf(verdict: Verdict, offence: Offence): readonly string[] {
  return verdict.offences[offence].first.map(({ id }) => id);
}

/** An honest run and a number by which a sabotage chooses its victim. */
const cases = fc.tuple(predictedRuns, fc.nat());

function victimOf<T>(items: readonly T[], choice: number): T {
  return items[choice % items.length]!;
}

test('any honest run passes, whatever is repeated, interleaved, rejected or given up', () => {
  fc.assert(
    fc.property(predictedRuns, (run) => {
      const verdict = verdictOf(runOf(run));
      expect(verdict.passed, JSON.stringify(verdict.offences)).toBe(true);
      expect(verdict.counts.repeats).toBe(run.repeats.length);
    }),
  );
});

test('one dropped record fails any run, as lost, and is named', () => {
  fc.assert(
    fc.property(cases, ([run, choice]) => {
      const victim = victimOf(run.predicted, choice);
      const honest = runOf(run);
      const output = honest.output.filter(({ data }) => !data.toString().includes(idOf(victim)));
      const verdict = verdictOf({ ...honest, output });
      expect(verdict.passed).toBe(false);
      expect(offendersOf(verdict, 'lost')).toEqual([idOf(victim)]);
    }),
  );
});

test('one changed id fails any run, as an id that nobody sent or as the mark of another record', () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ([run, choice], elsewhere) => {
      const victim = victimOf(run.predicted, choice);
      const other = victimOf(run.predicted, choice + 1);
      const id = elsewhere || other === victim ? 'weir-input:shardId-000000000000:7:-' : idOf(other);
      const verdict = verdictOf(withChanged(run, victim, { id }));
      expect(verdict.passed).toBe(false);
      const kind = id === idOf(other) && other !== victim ? 'wrong-mark' : 'unknown';
      const seen = [...offendersOf(verdict, kind), ...offendersOf(verdict, 'disagreeing-repeat')];
      expect(seen).toContain(id);
    }),
  );
});

test('one changed answer fails any run: by the label, and by its repeat where one is there', () => {
  fc.assert(
    fc.property(cases, ([run, choice]) => {
      const victim = victimOf(run.predicted, choice);
      const label = 1 - Number(victim.expectedLabel);
      const verdict = verdictOf(withChanged(run, victim, { label }));
      expect(verdict.passed).toBe(false);
      const repeated = run.repeats.some((repeat) => victimOf(run.predicted, repeat.of) === victim);
      expect(offendersOf(verdict, repeated ? 'disagreeing-repeat' : 'wrong-label')).toContain(idOf(victim));
    }),
  );
});

test('two swapped records of a key fail any run, as out of order', () => {
  fc.assert(
    fc.property(cases, ([run, choice]) => {
      const first = victimOf(run.predicted, choice);
      const later = run.predicted.filter(
        (entry) => entry.partitionKey === first.partitionKey && entry.sequenceNumber > first.sequenceNumber,
      );
      fc.pre(later.length > 0);
      const second = victimOf(later, choice);
      const swapped = new Map([
        [first, second],
        [second, first],
      ]);
      const honest = runOf({ ...run, repeats: [] }, (entry) => predictionOf(swapped.get(entry) ?? entry));
      const verdict = verdictOf(honest);
      expect(verdict.passed).toBe(false);
      expect(verdict.offences['out-of-order'].count).toBeGreaterThan(0);
    }),
  );
});

/** The run in which the first prediction of a record, and no repeat of it, is another. */
function withChanged(run: PredictedRun, victim: object, change: Parameters<typeof predictionOf>[1]): Run {
  return runOf(run, (entry) => predictionOf(entry, entry === victim ? change : {}));
}
