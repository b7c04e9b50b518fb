import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentFile, environmentText } from './environment-file.js';
import { ownEnvironment } from './own-environment.js';

const directory = mkdtempSync(join(tmpdir(), 'orrery-environment-'));
afterAll(() => rmSync(directory, { recursive: true }));

function asShellsSeeIt(env: Record<string, string>): Record<string, string> {
  const { text, others } = environmentText(env);
  const file = EnvironmentFile.make(directory);
  file.write(text, undefined);
  try {
    const script = '. /dev/fd/3; exec env -0 "$@"';
    const args = ['-i', '/bin/sh', '-c', script, 'sh', ...others];
    const out = execFileSync('/usr/bin/env', args, {
      stdio: ['ignore', 'pipe', 'pipe', file.reading],
    }).toString();
    const lines = out.split('\0').filter(Boolean);
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  } finally {
    closeSync(file.reading);
    file.close();
  }
}

describe('the environment on its way', () => {
  it('arrives as it is, whatever is in it', () => {
    const env = {
      PLAIN: 'x',
      QUOTES: `it's "so" $HOME \`id\` \\n`,
      LINES: 'a\nb\n',
      EMPTY: '',
      'odd.name-1': 'y',
      IFS: 'z',
    };
    expect(asShellsSeeIt(env)).toMatchObject(env);
  });

  it('leaves no file behind', () => {
    const file = EnvironmentFile.make(directory);
    closeSync(file.reading);
    file.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([[{ BAD: 'a\0b' }], [{ 'a=b': 'c' }], [{ '': 'c' }]])('refuses %j', (env) => {
    expect(() => environmentText(env as Record<string, string>)).toThrow('cannot be passed on');
  });

  it('is refused where a variable is longer than the system takes it', () => {
    expect(asShellsSeeIt({ LONG: 'x'.repeat(131_066) })['LONG']).toHaveLength(131_066);
    expect(() => environmentText({ LONG: 'x'.repeat(131_067) })).toThrow('LONG');
  });
});

describe("the environment of an attempt that is not the worker's user", () => {
  const worker = { HOME: '/root', USER: 'root', LOGNAME: 'root', TMPDIR: '/big' };

  it('has a home of its own, and no name of that user', () => {
    expect(ownEnvironment({ ...worker, A: 'b' }, '/attempt', '/attempt/tmp', worker)).toEqual({
      HOME: '/attempt',
      TMPDIR: '/attempt/tmp',
      A: 'b',
    });
  });

  it('keeps what its task has set', () => {
    const set = { HOME: '/data', USER: 'me', TMPDIR: '/data/tmp' };
    expect(ownEnvironment(set, '/attempt', '/attempt/tmp', worker)).toEqual(set);
  });

  it('is that of the user, but for temporary files, where it is the same', () => {
    expect(ownEnvironment(worker, undefined, '/attempt/tmp', worker)).toEqual({
      ...worker,
      TMPDIR: '/attempt/tmp',
    });
  });
});
