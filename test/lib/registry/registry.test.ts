import { describe } from 'vitest';
import { registrySuite } from './registry-suite.ts';
import { directoryHarness, s3Harness } from './support/harness.ts';

describe('a registry in a directory', () => registrySuite(directoryHarness));
describe('a registry in S3', () => registrySuite(s3Harness));
