import type { DriftResult } from '../../../lib/contract/drift.ts';
import { keys } from '../../../lib/contract/keys.ts';
import type { ReportLinks } from '../../report/drift-report.ts';

/** Where reports are served: their keys below an address. @param base without a slash at its end */
export function reportAddress(base: string, { model, window, version }: DriftResult): string {
  return `${base}/${keys.driftReport(model, window.id, version)}`;
}

/** A report links to its own result, which lies beside it. */
export function neighbourLinks({ version }: DriftResult): ReportLinks {
  return { json: `v${version}.json` };
}

/** The same of the latest report, which lies above the windows. */
export function latestLinks({ window, version }: DriftResult): ReportLinks {
  return { json: `${window.id}/v${version}.json` };
}
