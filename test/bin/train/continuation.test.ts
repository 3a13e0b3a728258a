import { expect, test } from 'vitest';
import { continuation } from '../../../bin/train/continuation.ts';

test('the command that goes on repeats what the study does not know', () => {
  expect(continuation('np', { workers: 2, promote: true }, 2)).toBe('weir train --study np');
  expect(continuation('np', { workers: 3, promote: false, registry: 'reg', studies: 's3://b/p' }, 2)).toBe(
    'weir train --study np --studies s3://b/p --registry reg --workers 3 --no-promote',
  );
});

test('words that a shell would split or change are quoted', () => {
  expect(continuation('np', { force: "it's known $HOME", report: 'my report.html', promote: true }, 2)).toBe(
    "weir train --study np --force 'it'\\''s known $HOME' --report 'my report.html'",
  );
});
