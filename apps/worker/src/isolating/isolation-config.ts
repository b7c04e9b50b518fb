import { isolationLevels } from '@orrery/domain';
import { integer, list, oneOf, text, type ConfigOf } from '@orrery/runtime';
import { readUidRange } from './uids/uid-range.js';

const mostBytes = 2 ** 50;

/** The settings of a worker that say how attempts of programs are kept apart. */
export const isolationConfigTable = {
  isolationFloor: oneOf('ORRERY_ISOLATION_FLOOR', isolationLevels, {
    default: 'process',
    doc: 'The least isolation of programs: a task that asks for less gets this. "none" must be allowed by it (docs/isolation.md).',
  }),
  taskUids: uidRange(),
  workDir: text('ORRERY_WORK_DIR', {
    optional: true,
    doc: 'Directory of the working directories of attempts. Default: in the data directory; /var/lib/orrery where the worker runs as root.',
  }),
  taskNetworks: list('ORRERY_TASK_NETWORKS', {
    default: [],
    doc: 'Network namespaces (ip netns) that tasks may name, beside "host" and "none".',
  }),
  sandboxPaths: list('ORRERY_SANDBOX_PATHS', {
    default: ['/opt'],
    doc: 'What sandboxed attempts may read beside the programs of the system.',
  }),
  taskMemoryBytes: integer('ORRERY_TASK_MEMORY_BYTES', {
    default: 0,
    min: 0,
    max: mostBytes,
    doc: 'Memory that the processes of an attempt get, and the most a task may ask for; 0: no limit.',
  }),
  taskPids: integer('ORRERY_TASK_PIDS', {
    default: 1_024,
    min: 0,
    max: 4_194_304,
    doc: 'Processes and threads of an attempt, and the most a task may ask for; 0: no limit.',
  }),
  taskCpuPercent: integer('ORRERY_TASK_CPU_PERCENT', {
    default: 0,
    min: 0,
    max: 409_600,
    doc: 'Percent of one core that an attempt gets, and the most a task may ask for; 0: no limit.',
  }),
  taskDiskBytes: integer('ORRERY_TASK_DISK_BYTES', {
    default: 4 * 2 ** 30,
    min: 0,
    max: mostBytes,
    doc: 'What the working directory of an attempt may hold, and the most a task may ask for; 0: no limit.',
  }),
};

export type IsolationConfig = ConfigOf<typeof isolationConfigTable>;

function uidRange() {
  const entry = text('ORRERY_TASK_UIDS', {
    default: '61184-65519',
    doc: 'User ids of attempts, one for each while it runs, where the worker runs as root. Nobody else may have them.',
  });
  const read = (value: string) => {
    readUidRange(value);
    return value;
  };
  return { ...entry, kind: 'first-last', read };
}
