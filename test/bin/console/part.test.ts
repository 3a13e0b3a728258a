import { expect, it } from 'vitest';
import { partOf } from '../../../bin/console/part.ts';

it('a part is its value, or why it cannot be had', async () => {
  expect(await partOf(Promise.resolve(1))).toEqual({ value: 1 });
  expect(await partOf(Promise.reject(new Error('gone')))).toEqual({ problem: 'gone' });
});

it('a part that takes too long says so, and what becomes of it later harms nobody', async () => {
  const { promise, reject } = Promise.withResolvers<number>();
  expect(await partOf(promise, 20)).toEqual({ problem: 'no answer within 0.02 s' });
  reject(new Error('gone'));
  await expect(promise).rejects.toThrow('gone');
});
