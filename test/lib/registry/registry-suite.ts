import { afterAll, beforeAll, describe } from 'vitest';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { aliasSuite } from './suites/aliases.ts';
import { lostAnswersSuite } from './suites/lost-answers.ts';
import { moversSuite } from './suites/movers.ts';
import { publishingSuite } from './suites/publishing.ts';
import { sweepingSuite } from './suites/sweeping.ts';
import type { StoreHarness } from './support/harness.ts';

/** What the registry keeps, over any store. */
export function registrySuite(start: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  beforeAll(async () => {
    harness = await start();
  });
  afterAll(() => harness?.close());
  const fresh = (): ObjectStore => harness.open();

  describe('publishing', () => publishingSuite(fresh));
  describe('aliases', () => aliasSuite(fresh));
  describe('two movers', () => moversSuite(fresh));
  describe('lost answers', () => lostAnswersSuite(fresh));
  describe('sweeping', () => sweepingSuite(fresh));
}
