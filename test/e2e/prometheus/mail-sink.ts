import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly to: readonly string[];
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** A mail server on a free port of this machine that keeps what comes. */
export interface MailSink {
  /** host:port */
  readonly address: string;
  readonly mails: readonly Mail[];
  close(): Promise<void>;
}

export async function openMailSink(): Promise<MailSink> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, session, callback) {
      text(stream).then((raw) => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), ...parsed(raw) });
        callback();
      }, callback);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => void server.close(resolve)),
  };
}

/** https://www.rfc-editor.org/rfc/rfc5322#section-2.2.3: a header goes on in lines that begin with a space. */
function parsed(raw: string): Pick<Mail, 'headers' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => /^([^:]+): ?(.*)$/.exec(line)).filter((match) => match !== null);
  return {
    headers: new Map(headers.map(([, name, value]) => [name!.toLowerCase(), value!])),
    // Quoted-printable cuts lines wherever they are too long, with a "=".
    text: raw.slice(end + 4).replaceAll('=\r\n', ''),
  };
}
