import { DRIFT } from './dashboards/drift.ts';
import { MODEL } from './dashboards/model.ts';
import { STREAMING } from './dashboards/streaming.ts';
import { SYSTEM } from './dashboards/system.ts';
import { TRAINING } from './dashboards/training.ts';
import type { Dashboard } from './panel.ts';

/** Every dashboard, in the order in which one looks at them. */
export const DASHBOARDS: readonly Dashboard[] = [STREAMING, MODEL, DRIFT, TRAINING, SYSTEM];
