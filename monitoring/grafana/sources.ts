import type { Source } from './panel.ts';

/** The uid of the provisioned data source. */
export const dataSourceUid = (source: Source) => `weir-${source}`;

/**
 * The folder of a source's dashboards and alerts. Their titles are the same for both sources, and Grafana writes none of
 * two dashboards that share title and folder.
 */
export const FOLDERS: Readonly<Record<Source, string>> = { prometheus: 'Weir', cloudwatch: 'Weir on AWS' };
