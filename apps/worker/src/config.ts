import { availableParallelism, hostname } from 'node:os';
import {
  defineConfig,
  duration,
  healthConfig,
  integer,
  list,
  loggingConfig,
  text,
  url,
  type ConfigEntry,
  type ConfigOf,
} from '@orrery/runtime';
import { containerConfigTable } from './containers/container-config.js';
import { easingConfigTable } from './easing/easing-config.js';
import { isolationConfigTable } from './isolating/isolation-config.js';
import { reachConfigTable } from './reaching/reach-config.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const LABEL = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}=.{0,255}$/;

/** Every setting of a worker, by environment variable. */
export const workerConfigTable = {
  nodeId: text('ORRERY_NODE_ID', {
    default: hostname().replace(/[^A-Za-z0-9._-]/g, '-'),
    pattern: NAME,
    doc: 'Stable name of this worker; two workers must not share one. Default: the host name.',
  }),
  group: text('ORRERY_GROUP', {
    default: 'default',
    pattern: NAME,
    doc: 'Group of workers whose queue it takes work from.',
  }),
  slots: integer('ORRERY_SLOTS', {
    default: 4 * availableParallelism(),
    min: 1,
    max: 10_000,
    doc: 'Attempts it runs at a time, of all kinds. Default: four for each core.',
  }),
  labels: labels('ORRERY_LABELS', 'Labels of this worker, as key=value,key=value.'),
  dataDir: text('ORRERY_DATA_DIR', {
    default: '.orrery',
    doc: 'Directory for the spool and the working directories of attempts.',
  }),
  resultLimitBytes: integer('ORRERY_RESULT_BYTES', {
    default: 262_144,
    min: 1_024,
    max: 524_288,
    doc: 'Longest result of an attempt in bytes: its output file, the response its outputs are taken from, what its handler returns.',
  }),
  drainMs: duration('ORRERY_DRAIN_MS', {
    default: 30_000,
    max: 86_400_000,
    doc: 'How long running attempts may take to finish when the worker stops.',
  }),
  welcomeMs: duration('ORRERY_WELCOME_MS', {
    default: 500,
    max: 60_000,
    doc: 'How long a worker that starts waits for the word of a master on how much to pull (slow start).',
  }),
  heartbeatMs: duration('ORRERY_HEARTBEAT_MS', {
    default: 1_000,
    min: 100,
    max: 5_000,
    doc: 'Interval of the heartbeats; a worker that is silent for ORRERY_WORKER_SILENT_MS of the masters is lost.',
  }),
  ...healthConfig(3020),
  amqpUrl: url('ORRERY_AMQP_URL', {
    optional: true,
    protocols: ['amqp', 'amqps'],
    doc: 'RabbitMQ, e.g. amqp://user:password@host:5672. Needed in the cluster mode.',
  }),
  namespace: text('ORRERY_NAMESPACE', {
    default: 'orrery',
    pattern: NAME,
    doc: 'Prefix of everything this installation has in the broker.',
  }),
  ...isolationConfigTable,
  ...containerConfigTable,
  ...reachConfigTable,
  ...easingConfigTable,
  ...loggingConfig,
};

export type WorkerConfig = ConfigOf<typeof workerConfigTable>;

/** Reads the configuration of a worker; throws a ConfigError that names each wrong variable. */
export const readWorkerConfig = defineConfig(workerConfigTable);

function labels(env: string, doc: string): ConfigEntry<readonly string[]> {
  const entry = list(env, { default: [], doc });
  const read = (value: string) => {
    const items = entry.read(value);
    const wrong = items.find((item) => !LABEL.test(item));
    if (wrong !== undefined) throw new Error(`must be key=value pairs; "${wrong}" is none`);
    return items;
  };
  return { ...entry, kind: 'key=value, separated by commas', read };
}

/** The labels of the configuration by their keys. */
export function labelsOf({ labels: items }: Pick<WorkerConfig, 'labels'>): Record<string, string> {
  return Object.fromEntries(
    items.map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]),
  );
}
