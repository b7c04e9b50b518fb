import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, madeOnce } from '@orrery/runtime';

/** The secret that signs access tokens of a standalone process: made once, kept in its data directory for its user only. */
export async function localJwtSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const make = () => JSON.stringify({ jwtSecret: randomBytes(48).toString('base64url') });
  const { jwtSecret } = readSecrets(await madeOnce(file, make));
  if (typeof jwtSecret === 'string' && jwtSecret.length >= 32) return jwtSecret;
  throw new ConfigError([
    `${file} holds no "jwtSecret" of at least 32 characters; delete it to have one made.`,
  ]);
}

function readSecrets(text: string): { jwtSecret?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { jwtSecret?: unknown };
  } catch {
    return {};
  }
}
