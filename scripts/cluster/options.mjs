import { parseArgs } from 'node:util';
import { inRepository } from '../processes/repository.mjs';

/** What `npm run cluster -- …` understands. */
export const USAGE = `npm run cluster -- [--masters 2] [--workers 2] [--alarms 1] [--gateways 1] [--namespace orrery]
                  [--port 3000] [--directory .orrery/cluster]
The first gateway listens on the port, each further one on the next.`;

const COUNTS = { masters: '2', workers: '2', alarms: '1', gateways: '1' };

function whole(name, text, [min, max]) {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`--${name} must be a whole number from ${min} to ${max} (got ${text})\n${USAGE}`);
}

function parsed(args, options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Error(`${error.message}\n${USAGE}`, { cause: error });
  }
}

/** Reads the command line; throws with the flag's name and the usage when something is wrong. */
export function readOptions(args, env = process.env) {
  const text = (fallback) => ({ type: 'string', default: fallback });
  const counts = Object.fromEntries(Object.entries(COUNTS).map(([name, count]) => [name, text(count)]));
  const options = {
    ...counts,
    namespace: text(env.ORRERY_NAMESPACE ?? 'orrery'),
    port: text(env.ORRERY_PORT ?? '3000'),
    directory: text(inRepository('.orrery', 'cluster')),
  };
  const values = parsed(args, options);
  if (!/^[a-z][a-z0-9_]{0,31}$/.test(values.namespace)) {
    throw new Error(
      `--namespace must be lower-case letters, digits and _ (got ${values.namespace})\n${USAGE}`,
    );
  }
  const numbers = Object.keys(COUNTS).map((name) => [name, whole(name, values[name], [0, 50])]);
  return { ...values, ...Object.fromEntries(numbers), port: whole('port', values.port, [1, 65_000]) };
}
