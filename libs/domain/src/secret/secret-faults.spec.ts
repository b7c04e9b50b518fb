import { describe, expect, it } from 'vitest';
import { secretFaults } from './secret-faults.js';

const shell = { kind: 'shell', spec: { command: 'true', env: { MODE: 'fast' } } } as const;
const pointersOf = (definition: Parameters<typeof secretFaults>[0]) =>
  secretFaults(definition).map(({ pointer }) => pointer);

describe('the secrets of a task', () => {
  it('are right by names of variables for names of secrets', () => {
    expect(secretFaults({ ...shell, secrets: { DB_PASSWORD: 'db-password', _x1: 'a.b' } })).toEqual([]);
  });

  it.each([
    ['1ST', 'one'],
    ['a-b', 'one'],
    ['A~/B', 'one', '/secrets/A~0~1B'],
    ['x'.repeat(101), 'one'],
    ['orrery_RUN_ID', 'one'],
    ['MODE', 'one'],
    ['UID', 'one'],
    ['RIGHT', ''],
    ['RIGHT', 'ä'],
    ['RIGHT', '-a'],
  ])('are refused by their place: %s for %s', (name, secret, pointer = `/secrets/${name}`) => {
    expect(pointersOf({ ...shell, secrets: { [name]: secret } })).toEqual([pointer]);
  });

  it('are all that a request may speak of', () => {
    const spec = {
      method: 'POST',
      url: 'https://example.org/${secrets.PATH}?k=${secrets.OTHER}',
      headers: { authorization: 'Bearer ${secrets.TOKEN}', 'x/y': '${secrets.NONE}' },
      body: { deep: [{ text: '${secrets.TOKEN}${secrets.LOST}' }], '${secrets.IGNORED}': 1 },
    };
    const secrets = { TOKEN: 'token', PATH: 'path' };
    expect(secretFaults({ kind: 'http', spec, secrets })).toEqual([
      { pointer: '/spec/url', detail: expect.stringContaining('OTHER') as string },
      { pointer: '/spec/headers/x~1y', detail: expect.stringContaining('NONE') as string },
      { pointer: '/spec/body', detail: expect.stringContaining('LOST') as string },
    ]);
  });

  it.each([
    '${secret.TOKEN}',
    '${secrets.a-b}',
    '${ secrets.TOKEN }',
    '${secrets["TOKEN"]}',
    '${secrets.TOKEN',
  ])('are not meant by %s', (text) => {
    const spec = { method: 'GET', url: 'https://example.org', headers: { a: `x ${text} y` } };
    expect(pointersOf({ kind: 'http', spec, secrets: { TOKEN: 'token' } })).toEqual(['/spec/headers/a']);
  });
});
