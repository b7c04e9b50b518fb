import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMasterConfig } from '../config.js';
import { readKeyRing } from './key-ring.js';
import { localSecretsKeys } from './local-keys.js';

const [first, second] = [randomBytes(32), randomBytes(32)];
const both = `new:${first.toString('base64')}, old-1:${second.toString('base64url')}`;

describe('the keys of an installation', () => {
  it('are read in their order: the first is the current one', () => {
    const ring = readKeyRing(both);
    expect(ring.current).toEqual({ id: 'new', key: first });
    expect(ring.find('old-1')).toEqual(second);
    expect(ring.find('other')).toBeUndefined();
    expect(ring.former).toEqual(['old-1']);
  });

  it.each([
    'short:AAAA',
    `:${first.toString('base64')}`,
    first.toString('base64'),
    `${both},`,
    `a b:${first.toString('base64')}`,
    `long:${randomBytes(33).toString('base64')}`,
    `new:${first.toString('base64')},new:${second.toString('base64')}`,
  ])('are refused at the start, without showing them: %#', (text) => {
    const reading = () => readMasterConfig({ ORRERY_SECRETS_KEYS: text });
    expect(reading).toThrow(/ORRERY_SECRETS_KEYS must/);
    expect(reading).not.toThrow(first.toString('base64').slice(0, 10));
  });

  it('may be none', () => {
    expect(readMasterConfig({}).secretsKeys).toBeUndefined();
  });
});

describe('the key of a standalone process', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orrery-keys-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is made once, whoever asks first, and readable by its user only', async () => {
    const made = await Promise.all([localSecretsKeys(directory), localSecretsKeys(directory)]);
    expect(new Set([...made, await localSecretsKeys(directory)]).size).toBe(1);
    expect(readKeyRing(made[0]).current?.id).toBe('local');
    expect((await stat(join(directory, 'secrets-keys'))).mode & 0o777).toBe(0o600);
  });

  it('is not made again in place of one that cannot be read', async () => {
    await writeFile(join(directory, 'secrets-keys'), 'local:');
    await expect(localSecretsKeys(directory)).rejects.toThrow('secrets-keys must be keys');
  });
});
