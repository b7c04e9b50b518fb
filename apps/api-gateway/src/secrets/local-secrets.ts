import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, newId } from '@orrery/runtime';

/** The secret that signs access tokens of a standalone process: made once, kept in its data directory for its user only. */
export async function localJwtSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const made = JSON.stringify({ jwtSecret: randomBytes(48).toString('base64url') });
  await writeOnce(file, made);
  const { jwtSecret } = readSecrets(await readFile(file, 'utf8'));
  if (typeof jwtSecret === 'string' && jwtSecret.length >= 32) return jwtSecret;
  throw new ConfigError([
    `${file} holds no "jwtSecret" of at least 32 characters; delete it to have one made.`,
  ]);
}

/** The file appears complete or not at all, and of several processes one makes it. */
async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${newId()}`;
  await writeFile(draft, content, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function readSecrets(text: string): { jwtSecret?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { jwtSecret?: unknown };
  } catch {
    return {};
  }
}
