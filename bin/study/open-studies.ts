import { existsSync } from 'node:fs';
import { UserError } from '../../lib/contract/errors.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { openStudy, type Study } from '../../training/study/study.ts';
import type { Config } from '../config.ts';

export interface StudiesOptions {
  readonly studies?: string;
}

/** The store of the studies. @throws UserError for a place that is none or is not there */
export function openStudies({ studies }: StudiesOptions, config: Config): ObjectStore {
  if (studies !== undefined && !studies.startsWith('s3://') && !existsSync(studies))
    throw new UserError(
      `there is no directory ${studies}; expected the one of the studies, such as .weir, or s3://bucket`,
    );
  return openStore(studies ?? config.studies);
}

/** @throws UserError when there is no such study */
export async function openNamed(name: string, options: StudiesOptions, config: Config): Promise<Study> {
  return openStudy(openStudies(options, config), name);
}
