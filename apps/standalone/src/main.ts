import 'reflect-metadata';
import { resolve } from 'node:path';
import type { FirstAdminCreated } from '@orrery/api-gateway';
import { createLogger, exitOnConfigError, loadEnvFile, messageOf, runUntilSignal } from '@orrery/runtime';
import { banner } from './banner.js';
import { readStandaloneConfig, withStandaloneDefaults } from './config.js';
import { startStandalone } from './start-standalone.js';

loadEnvFile();
const env = withStandaloneDefaults(process.env);
const config = exitOnConfigError(() => readStandaloneConfig(env));
const logger = createLogger('standalone', config.logLevel, { format: config.logFormat });

const UNUSABLE_DIRECTORY = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC']);
let admin: FirstAdminCreated | undefined;
const app = await startStandalone(env, (created) => (admin = created)).catch(refuse);
const { url, outboxDir } = app;
process.stdout.write(banner({ url, outboxDir, dataDir: resolve(config.dataDir), admin }) + '\n');
await runUntilSignal({ name: 'standalone', stop: () => app.stop() }, logger);

/** The apps inside read their own variables; a wrong one of theirs ends the process as one of ours does. */
function refuse(error: unknown): never {
  const { code, port, path } = error as { code?: string; port?: number; path?: string };
  if (admin?.generated)
    process.stderr.write(`The first user is "admin" with the password ${admin.password}\n`);
  if (code === 'EADDRINUSE') {
    process.stderr.write(`Port ${port} is used by another program: set ORRERY_PORT to a free one.\n`);
    process.exit(1);
  }
  if (UNUSABLE_DIRECTORY.has(code ?? '') && path?.startsWith(resolve(config.dataDir))) {
    process.stderr.write(`ORRERY_DATA_DIR cannot be used: ${messageOf(error)}.\n`);
    process.exit(1);
  }
  return exitOnConfigError(() => {
    throw error;
  });
}
