import { logisticTrainer } from '../../../../training/trainers/logistic.ts';
import { clouds } from '../../../training/trainers/support/made-rows.ts';

/** A process that trains: a thread of its own makes the only session. See telemetry.test.ts. */
await logisticTrainer.fit(clouds([20, 20], 2), { iterations: 5 });
console.log('done');
