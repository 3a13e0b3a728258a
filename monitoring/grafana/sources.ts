import type { Source } from './panel.ts';

/** The uid of the provisioned data source. */
export const dataSourceUid = (source: Source) => `weir-${source}`;
