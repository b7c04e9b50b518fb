import { messageOf } from '../logging/message-of.js';
import { ConfigError } from './config-error.js';
import type { ConfigEntry } from './readers.js';

/** A configuration as data: property name -> entry. */
export type ConfigTable = Readonly<Record<string, ConfigEntry<unknown>>>;
/** The configuration that a table reads. */
export type ConfigOf<Table extends ConfigTable> = {
  readonly [Key in keyof Table]: Table[Key] extends ConfigEntry<infer T> ? T : never;
};
export type Environment = Readonly<Record<string, string | undefined>>;
/** Looks at fields together; returns what is wrong ("ORRERY_LEASE_MS must be greater than …"), or undefined. */
export type ConfigCheck<Config> = (config: Config) => string | undefined;

/** Makes the reader of a table: it gives the typed configuration or a ConfigError listing every wrong variable. */
export function defineConfig<Table extends ConfigTable>(
  table: Table,
  ...checks: readonly ConfigCheck<ConfigOf<Table>>[]
): (env: Environment) => ConfigOf<Table> {
  return (env) => {
    const problems: string[] = [];
    const values = Object.entries(table).map(([key, entry]) => [key, readEntry(entry, env, problems)]);
    if (problems.length > 0) throw new ConfigError(problems);
    const config = Object.fromEntries(values) as ConfigOf<Table>;
    problems.push(...checks.map((check) => check(config)).filter((problem) => problem !== undefined));
    if (problems.length > 0) throw new ConfigError(problems);
    return config;
  };
}

function readEntry(entry: ConfigEntry<unknown>, env: Environment, problems: string[]): unknown {
  const value = env[entry.env]?.trim();
  if (value === undefined || value === '') {
    if (entry.required) problems.push(`${entry.env} must be set. ${entry.doc}`);
    return entry.fallback;
  }
  try {
    return entry.read(value);
  } catch (error) {
    const shown = entry.secret ? '' : ` (got "${withoutPassword(value)}")`;
    problems.push(`${entry.env} ${messageOf(error)}${shown}`);
    return undefined;
  }
}

/** The value with a password inside a URL replaced, fit for printing. */
export function withoutPassword(value: string): string {
  return value.replace(/(:\/\/[^:@/\s]*):[^@/\s]*@/, '$1:***@');
}
