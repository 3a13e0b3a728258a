import { describe } from 'vitest';
import { processSuite } from './process-suite.ts';
import { directoryHarness, s3Harness } from './support/harness.ts';

describe('processes over a directory', () => processSuite(directoryHarness));
describe('processes over S3', () => processSuite(s3Harness));
