import { describe, expect, it } from 'vitest';
import { denialOf, loopbackHosts, TOKEN_HEADER, writeDenialOf } from '../../../localstack/console/guard.ts';

const hosts = loopbackHosts(4569);
const asking = (headers: Record<string, string>) => ({ method: 'GET', headers });

describe('who may ask the console', () => {
  it.each(['127.0.0.1:4569', 'localhost:4569', 'LOCALHOST:4569', '[::1]:4569'])(
    'knows itself as %s',
    (host) => {
      expect(denialOf(asking({ host }), hosts)).toBeUndefined();
    },
  );

  it.each([
    'example.com',
    'example.com:4569',
    '127.0.0.1',
    '127.0.0.1:80',
    'localhost:4569.example.com',
    '127.0.0.1.nip.io:4569',
    'localhost.:4569',
    '127.1:4569',
    '2130706433:4569',
    '0.0.0.0:4569',
    '',
  ])('refuses whoever calls it %j, as a rebound name would', (host) => {
    expect(denialOf(asking({ host }), hosts)).toMatchObject({ status: 421 });
  });

  it('knows itself without a port on port 80, which browsers do not name', () => {
    const headers = { host: 'localhost', origin: 'http://localhost', [TOKEN_HEADER]: 'secret' };
    const onPort80 = loopbackHosts(80);
    expect(denialOf(asking(headers), onPort80)).toBeUndefined();
    expect(writeDenialOf(asking(headers), onPort80, 'secret')).toBeUndefined();
    expect(denialOf(asking({ host: 'example.com' }), onPort80)).toMatchObject({ status: 421 });
  });

  it('refuses requests that a browser makes for another site, but follows links', () => {
    const host = 'localhost:4569';
    for (const site of ['cross-site', 'same-site']) {
      const other = { host, 'sec-fetch-site': site };
      expect(denialOf(asking({ ...other, 'sec-fetch-mode': 'no-cors' }), hosts)).toMatchObject({
        status: 403,
      });
      const link = { ...other, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      expect(denialOf(asking(link), hosts)).toBeUndefined();
      const frame = { ...other, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
      expect(denialOf(asking(frame), hosts)).toMatchObject({ status: 403 });
    }
  });
});

describe('who may change something', () => {
  const own = { host: 'localhost:4569', origin: 'http://localhost:4569', [TOKEN_HEADER]: 'secret' };

  it('is its own page with its token', () => {
    expect(writeDenialOf(asking(own), hosts, 'secret')).toBeUndefined();
  });

  it.each([
    ['another origin', { origin: 'http://example.com' }],
    ['another port of this machine', { origin: 'http://localhost:4568' }],
    ['another loopback name than the one asked', { origin: 'http://127.0.0.1:4569' }],
    ['https', { origin: 'https://localhost:4569' }],
    ['no origin that it tells', { origin: 'null' }],
    ['an origin that only begins well', { origin: 'http://localhost:4569.example.com' }],
    ['a wrong token', { [TOKEN_HEADER]: 'secreT' }],
    ['a part of the token', { [TOKEN_HEADER]: 'secre' }],
    ['an empty token', { [TOKEN_HEADER]: '' }],
  ])('is not %s', (_who, headers) => {
    expect(writeDenialOf(asking({ ...own, ...headers }), hosts, 'secret')).toMatchObject({ status: 403 });
  });

  it('is nobody without origin or token', () => {
    const { origin: _, ...noOrigin } = own;
    const { [TOKEN_HEADER]: __, ...noToken } = own;
    for (const headers of [noOrigin, noToken])
      expect(writeDenialOf(asking(headers), hosts, 'secret')).toMatchObject({ status: 403 });
  });
});
