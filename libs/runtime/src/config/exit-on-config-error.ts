import { ConfigError } from './config-error.js';

/** EX_CONFIG of sysexits.h: a supervisor need not try again. */
const EXIT_CONFIG = 78;

/** Ends the process where the configuration is wrong, naming each variable. */
export function exitOnConfigError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration is wrong:\n${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
}
