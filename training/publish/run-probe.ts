import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import { endWithParent } from './end-with-parent.ts';
import { type ProbeJob, probeModel } from './probe-model.ts';

/** A process that tries one model: it takes a ProbeJob as its only message and sends a ProbeAnswer. */
endWithParent();
process.once('message', async (job: ProbeJob) => {
  const answer = await probeModel(job, openOnnxSession);
  process.send!(answer, () => process.disconnect());
});
