/**
 * onnxruntime for Linux reports to its maker what models it runs and on what machine, keeps an id of the machine in
 * the user's cache directory, and starts a thread that uploads. It looks at this variable when its first session is
 * made, in the process's own environment: a thread's is a copy, so whoever starts a thread that makes sessions calls
 * this before. https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md
 */
export function keepToOneself(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
