/** What kinesis-mock is told as its plain port, so that its two servers can be told apart (the other is TLS). */
export const KINESIS_PLAIN_MARK = 1;

/** What the child tells its parent, once: the port it listens on, or Node's code for why it does not. */
export type KinesisChildMessage =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'refused'; readonly code: string };
