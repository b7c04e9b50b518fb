import type { DispatchMessage } from '@orrery/contracts';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import { ATTEMPT_MARKER, EPOCH_MARKER, HOME_MARKER, WORKER_MARKER } from '../killing/process-finder.js';
import { keyOf } from '../spool/spool-entry.js';

/** What a child inherits of the worker's own environment: nothing that could be a secret. */
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Linux takes no single variable (or argument) above 128 KiB. */
export const LONGEST_VALUE_BYTES = 120_000;

type Environment = Record<string, string>;

type Identity = Pick<WorkerIdentity, 'id' | 'home' | 'epoch'>;

/** The environment of a child: the allow-listed part of the worker's, the task's own, and on top what the platform tells it. */
export function childEnvironment(
  dispatch: DispatchMessage,
  identity: Identity,
  own: Readonly<Record<string, string>> = {},
  worker: NodeJS.ProcessEnv = process.env,
): Environment {
  const inherited = INHERITED.flatMap((name) => (worker[name] === undefined ? [] : [[name, worker[name]]]));
  return {
    PATH: DEFAULT_PATH,
    ...(Object.fromEntries(inherited) as Environment),
    ...taskEnvironment(dispatch, identity, own),
  };
}

/** The task's own environment, and on top what the platform tells it: for what has nothing of the worker's. */
export function taskEnvironment(
  dispatch: DispatchMessage,
  identity: Identity,
  own: Readonly<Record<string, string>> = {},
): Environment {
  return {
    ...own,
    ...paramVariables(dispatch.params),
    ORRERY_RUN_ID: dispatch.runId,
    ORRERY_ATTEMPT: String(dispatch.attempt),
    ORRERY_FENCE_TOKEN: String(dispatch.attempt),
    ORRERY_TASK: dispatch.taskName,
    ORRERY_PROJECT: dispatch.project,
    ORRERY_PLANNED_AT: dispatch.plannedAt ?? '',
    ...shardVariables(dispatch),
    [ATTEMPT_MARKER]: keyOf(dispatch),
    [WORKER_MARKER]: identity.id,
    [HOME_MARKER]: identity.home,
    [EPOCH_MARKER]: identity.epoch,
  };
}

function shardVariables({ shard }: DispatchMessage): Environment {
  if (shard === undefined) return {};
  return { ORRERY_SHARD_INDEX: String(shard.index), ORRERY_SHARD_TOTAL: String(shard.total) };
}

/** `orderId` and `order-id` become ORDER_ID. */
export function upperSnake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

/** ORRERY_PARAMS has them all as JSON, ORRERY_PARAM_<NAME> each: text as it is, anything else as JSON. Too long ones are left out. */
function paramVariables(params: DispatchMessage['params']): Environment {
  const variables: Environment = {};
  for (const [name, value] of Object.entries(params)) {
    variables[`ORRERY_PARAM_${upperSnake(name)}`] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  variables['ORRERY_PARAMS'] = JSON.stringify(params);
  const fitting = Object.entries(variables).filter(
    ([, value]) => Buffer.byteLength(value) <= LONGEST_VALUE_BYTES,
  );
  return Object.fromEntries(fitting);
}
