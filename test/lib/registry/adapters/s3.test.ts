import { describe } from 'vitest';
import { storeSuite } from '../store-suite.ts';
import { s3Harness } from '../support/harness.ts';

describe('an S3 store', () => storeSuite(s3Harness));
