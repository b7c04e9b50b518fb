import { withoutPassword, type ConfigOf, type ConfigTable } from './define-config.js';

/** The configuration by variable name as text, secrets and passwords in URLs masked: to be logged once at the start. */
export function describeConfig<Table extends ConfigTable>(
  table: Table,
  config: ConfigOf<Table>,
): Record<string, string> {
  const lines = Object.entries(table).map(([key, entry]) => {
    const value = (config as Record<string, unknown>)[key];
    if (value === undefined) return [entry.env, '(not set)'];
    return [entry.env, entry.secret ? '***' : withoutPassword(textOf(value))];
  });
  return Object.fromEntries(lines) as Record<string, string>;
}

/** A configured value as it would be written into the environment. */
export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
