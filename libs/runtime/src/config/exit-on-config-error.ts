import { ConfigError } from './config-error.js';

/** EX_CONFIG of sysexits.h: a supervisor need not try again. */
const EXIT_CONFIG = 78;

/** Ends the process where the configuration is wrong, naming each variable; returns for any other error. */
export function exitIfConfigError(error: unknown): void {
  if (!(error instanceof ConfigError)) return;
  process.stderr.write(`The configuration is wrong:\n${error.message}\n`);
  process.exit(EXIT_CONFIG);
}

/** What `read` returns; a wrong configuration ends the process. */
export function exitOnConfigError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    exitIfConfigError(error);
    throw error;
  }
}
