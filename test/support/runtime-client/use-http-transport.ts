import { registerHooks } from 'node:module';

/** To be loaded before aws-lambda-ric: gives it http-transport.ts in the place of its native module. */
const TRANSPORT = import.meta.resolve('./http-transport.ts');

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === './rapid-client.node'
      ? { url: TRANSPORT, format: 'module-typescript', shortCircuit: true }
      : nextResolve(specifier, context),
});
