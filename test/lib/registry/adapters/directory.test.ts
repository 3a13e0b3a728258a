import { describe } from 'vitest';
import { storeSuite } from '../store-suite.ts';
import { directoryHarness } from '../support/harness.ts';

describe('a directory store', () => storeSuite(directoryHarness));
