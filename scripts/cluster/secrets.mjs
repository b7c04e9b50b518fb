import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const makers = {
  ORRERY_JWT_SECRET: () => randomBytes(48).toString('base64url'),
  ORRERY_SECRETS_KEYS: () => `local:${randomBytes(32).toString('base64')}`,
};

/** The secrets that processes of a cluster must share; made when they are first wanted and kept, readable by us alone. */
export function clusterSecrets(directory, env = process.env) {
  const wanted = Object.keys(makers).filter((name) => !env[name]);
  const file = join(directory, 'secrets.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const missing = wanted.filter((name) => kept[name] === undefined);
  const all = { ...kept, ...Object.fromEntries(missing.map((name) => [name, makers[name]()])) };
  if (missing.length > 0) keep(directory, file, all);
  return Object.fromEntries(wanted.map((name) => [name, all[name]]));
}

/** Whole or not at all: what stands there already must not get lost. */
function keep(directory, file, secrets) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
