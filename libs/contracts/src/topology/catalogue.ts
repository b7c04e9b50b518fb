import type { ExchangeSpec, QueueSpec, Topology } from './topology.js';

const exchanges: readonly ExchangeSpec[] = [
  { name: 'rpc', kind: 'direct', purpose: 'requests to a service; replies travel by direct reply-to' },
  { name: 'work', kind: 'direct', purpose: 'attempts for a group of workers, and control of one worker' },
  { name: 'reports', kind: 'direct', purpose: 'what workers report: progress of attempts, logs, heartbeats' },
  {
    name: 'events',
    kind: 'topic',
    purpose: 'what happened, for whoever listens: alarms, caches, live views',
  },
  {
    name: 'cluster',
    kind: 'direct',
    purpose: 'what masters tell each other: ticks of the election of a leader',
  },
  {
    name: 'dead',
    kind: 'topic',
    purpose: 'messages that could not be handled; `dead-letters replay` returns them',
  },
];

function rpcQueue(service: string): QueueSpec {
  return {
    name: `${service}.rpc`,
    kind: 'classic',
    bindings: [{ exchange: 'rpc', key: `${service}.rpc` }],
    purpose: `requests to any living ${service}; each expires with its caller's deadline`,
    deadLetters: false,
    maxLength: 50_000,
  };
}

export const masterRpcQueue = rpcQueue('master');
export const alarmRpcQueue = rpcQueue('alarm');

export const reportsQueue: QueueSpec = {
  name: 'master.reports',
  kind: 'quorum',
  bindings: [{ exchange: 'reports', key: 'master.reports' }],
  purpose: 'accepted, started, progress and finished reports of attempts; any master records them in batches',
  deadLetters: true,
  deliveryLimit: 20,
};

export const logsQueue: QueueSpec = {
  name: 'master.logs',
  kind: 'quorum',
  bindings: [{ exchange: 'reports', key: 'master.logs' }],
  purpose: 'log chunks of running attempts; any master stores them in batches',
  deadLetters: true,
  deliveryLimit: 20,
};

export const heartbeatsQueue: QueueSpec = {
  name: 'master.heartbeats',
  kind: 'classic',
  bindings: [{ exchange: 'reports', key: 'master.heartbeats' }],
  purpose: 'state and resources of each worker; only the newest matters',
  deadLetters: false,
  maxLength: 10_000,
  messageTtlMs: 10_000,
};

/**
 * Whom the broker serves from this queue is the leader: its Raft serves one consumer only. Every master puts ticks in, so
 * there is always something to serve; they are acknowledged at once.
 */
export const leaderQueue: QueueSpec = {
  name: 'leader.master',
  kind: 'quorum',
  bindings: [{ exchange: 'cluster', key: 'leader.master' }],
  purpose: 'ticks of all masters; the one consumer that is served leads',
  deadLetters: false,
  singleActiveConsumer: true,
  maxLength: 10,
};

const alarmingKeys = [
  'run.failed',
  'run.timed_out',
  'run.lost',
  'schedule.missed',
  'schedule.overdue',
  'schedule.exhausted',
  'worker.lost',
  'worker.breaker_open',
  'leader.changed',
  'consistency.open',
];

export const alarmEventsQueue: QueueSpec = {
  name: 'alarm.events',
  kind: 'quorum',
  bindings: alarmingKeys.map((key) => ({ exchange: 'events', key })),
  purpose: 'events that may raise an alarm',
  deadLetters: true,
  deliveryLimit: 20,
};

/** The queue a group of workers pulls its attempts from. */
export function workQueue(group: string): QueueSpec {
  return {
    name: `work.${group}`,
    kind: 'quorum',
    bindings: [{ exchange: 'work', key: `work.${group}` }],
    purpose: `attempts for the workers of group ${group}; competing consumers`,
    deadLetters: true,
    deliveryLimit: 20,
  };
}

/** One worker's own queue: it vanishes with the worker's connection. */
export function workerQueue(workerId: string): QueueSpec {
  return {
    name: `worker.${workerId}`,
    kind: 'exclusive',
    bindings: [{ exchange: 'work', key: `worker.${workerId}` }],
    purpose: `control of worker ${workerId}: cancel, drain, confirmations of its reports`,
    deadLetters: false,
  };
}

/** A process's own feed of events (cache invalidation, live views, definition changes); vanishes with its connection. */
export function eventFeedQueue(owner: string, keys: readonly string[]): QueueSpec {
  return {
    name: `feed.${owner}`,
    kind: 'exclusive',
    bindings: keys.map((key) => ({ exchange: 'events', key })),
    purpose: `events for ${owner}`,
    deadLetters: false,
    maxLength: 50_000,
  };
}

/** Everything that stands before the first worker or feed appears. */
export const topology: Topology = {
  exchanges,
  queues: [
    masterRpcQueue,
    alarmRpcQueue,
    reportsQueue,
    logsQueue,
    heartbeatsQueue,
    leaderQueue,
    alarmEventsQueue,
    workQueue('default'),
  ],
};
