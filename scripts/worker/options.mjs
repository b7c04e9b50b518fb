import { parseArgs } from 'node:util';

const words = (key) => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What `npm run worker -- …` understands: every setting of a worker, by a flag of its name. */
export function usageOf(table) {
  const lines = Object.entries(table).map(
    ([key, entry]) => `  --${words(key).padEnd(22)} ${entry.env}: ${entry.doc}${defaultOf(entry)}`,
  );
  return `npm run worker -- [--group gpu] [--slots 8] [--labels zone=a,disk=ssd] …\n${lines.join('\n')}`;
}

function defaultOf({ doc, fallback, secret }) {
  const isTold = fallback === undefined || secret || doc.includes('Default:') || String(fallback) === '';
  return isTold ? '' : ` (default: ${fallback})`;
}

function flagsOf(args, table) {
  const options = Object.fromEntries(Object.keys(table).map((key) => [words(key), { type: 'string' }]));
  try {
    return parseArgs({ args, options: { ...options, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new Error(`${error.message} (npm run worker -- --help lists them all)`, { cause: error });
  }
}

/**
 * The variables that the flags stand for; undefined when only the usage is wanted. What is wrong with a value is said under the
 * name of its flag.
 * @param read reads the configuration out of an environment; throws a ConfigError
 */
export function variablesOf(args, { table, read }, env = process.env) {
  const { help, ...flags } = flagsOf(args, table);
  if (help) return undefined;
  const named = Object.entries(table).filter(([key]) => flags[words(key)] !== undefined);
  const variables = Object.fromEntries(named.map(([key, entry]) => [entry.env, flags[words(key)]]));
  try {
    read({ ...env, ...variables });
  } catch (error) {
    throw error.calling(new Map(Object.entries(table).map(nameOf)));
  }
  return variables;

  /** What was given by a flag is called by it; what was not might be. */
  function nameOf([key, { env: variable }]) {
    const flag = `--${words(key)}`;
    return [variable, flags[words(key)] === undefined ? `${variable} (${flag})` : flag];
  }
}
