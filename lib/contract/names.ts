import { z } from 'zod';

/** Names of models, aliases and studies: they become object keys, metric dimensions and resource names. */
export const NAME_PATTERN = /^[a-z0-9-]{1,63}$/;

/** A name of a model, an alias or a study: 1 to 63 of a–z, 0–9 and "-". */
export const nameSchema = z
  .string()
  .regex(NAME_PATTERN, 'a name is 1 to 63 characters of a-z, 0-9 and "-", for example wine-quality');
