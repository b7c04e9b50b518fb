import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets that all processes of a cluster must share; made at its first start and kept, readable by us alone. */
export function clusterSecrets(directory, env = process.env) {
  if (env.ORRERY_JWT_SECRET) return {};
  const file = join(directory, 'secrets.json');
  mkdirSync(directory, { recursive: true });
  if (!existsSync(file)) {
    const secrets = { ORRERY_JWT_SECRET: randomBytes(48).toString('base64url') };
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
