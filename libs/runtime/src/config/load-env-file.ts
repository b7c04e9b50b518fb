import { existsSync } from 'node:fs';

/** Reads `.env` into the environment when the file exists; variables that are already set win. */
export function loadEnvFile(path = '.env'): boolean {
  if (!existsSync(path)) return false;
  process.loadEnvFile(path);
  return true;
}
