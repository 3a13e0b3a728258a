import { FAMILIES } from '../../../../training/families.ts';
import { clouds } from './problems.ts';

/** Begins a long fit and ends the process in the middle of it. Arguments: the family, milliseconds until the end. */
const [family, delayMs] = process.argv.slice(2);
const endless = { mlp: { epochs: 100_000 }, logistic: { iterations: 1_000_000, C: 1e3 } };
void FAMILIES[family!]!.fit(clouds([2000, 2000, 2000], 11), endless[family as keyof typeof endless]);
setTimeout(() => process.exit(3), Number(delayMs));
