import { expect, test } from 'vitest';
import { candidates, formerOf } from '../../../../lambdas/inference/champion/candidates.ts';
import { aliasOf } from './support.ts';

test('the alias comes first, then what it pointed to before, newest first', () => {
  expect(candidates(aliasOf([1, 2, 3]))).toEqual([3, 2, 1]);
});

test('a version that a person stepped back from comes last', () => {
  expect(candidates(aliasOf([1, 2, 3, 2]))).toEqual([2, 1, 3]);
});

test('no version is tried twice', () => {
  expect(candidates(aliasOf([1, 2, 1, 2, 1, 2]))).toEqual([2, 1]);
});

test('a start tries at most five versions', () => {
  expect(candidates(aliasOf([1, 2, 3, 4, 5, 6, 7, 8]))).toEqual([8, 7, 6, 5, 4]);
});

test('a version is compared with the one before it', () => {
  expect(formerOf(aliasOf([1, 2]))).toBe(1);
});

test('the first version has none to be compared with', () => {
  expect(formerOf(aliasOf([1]))).toBeUndefined();
});

test('a step back is not judged by the version that was left', () => {
  expect(formerOf(aliasOf([1, 2, 1]))).toBeUndefined();
});
