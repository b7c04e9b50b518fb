import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localJwtSecret } from './local-secrets.js';

describe('local secrets', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orrery-secrets-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('are made once, whoever asks first, and readable by their user only', async () => {
    const dataDir = join(directory, 'deep', 'data');
    const made = await Promise.all([localJwtSecret(dataDir), localJwtSecret(dataDir)]);
    expect(made[0]).toHaveLength(64);
    expect(new Set([...made, await localJwtSecret(dataDir)]).size).toBe(1);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{}', '{"jwtSecret":"short"}', 'null', '{'])('are refused when they hold %j', async (text) => {
    await writeFile(join(directory, 'secrets.json'), text);
    await expect(localJwtSecret(directory)).rejects.toThrow('jwtSecret');
  });
});
