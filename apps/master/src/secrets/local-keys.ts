import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, madeOnce, messageOf } from '@orrery/runtime';
import { keyBytes } from './envelope.js';
import { readKeyRing } from './key-ring.js';

/** The keys of a standalone process as `ORRERY_SECRETS_KEYS` would say them: made once, kept in its data directory for its user only. */
export async function localSecretsKeys(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secrets-keys');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const text = await madeOnce(file, () => `local:${randomBytes(keyBytes).toString('base64')}`);
  try {
    readKeyRing(text.trim());
    return text.trim();
  } catch (error) {
    throw new ConfigError([
      `${file} ${messageOf(error)}. Bring back the file that was there: without it no secret can be opened.`,
    ]);
  }
}
