import { UserError } from '../../lib/contract/errors.ts';

/** The store has no study of this name. */
export class StudyNotFound extends UserError {
  override readonly name = 'StudyNotFound';
}

/** A study of this name exists, and is another. */
export class StudyDiffers extends UserError {
  override readonly name = 'StudyDiffers';
}

/** An object of a study that is none of this Weir: cut short, edited by hand, or of a newer schema. */
export class StudyCorrupt extends Error {
  override readonly name = 'StudyCorrupt';
}

/** Another worker has the trial: what this one still wants to write about it is refused. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
