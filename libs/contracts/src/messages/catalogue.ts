import type { ExchangeName } from '../topology/topology.js';
import type { ControlMessage } from './control.message.js';
import type { DispatchMessage } from './dispatch.message.js';
import type {
  BreakerEvent,
  ConsistencyEvent,
  DefinitionChangedEvent,
  LeaderEvent,
  LogAppendedEvent,
  RunEvent,
  ScheduleEvent,
  SettingChangedEvent,
  WorkerEvent,
  WorkflowEvent,
} from './event.message.js';
import type { HeartbeatMessage } from './heartbeat.message.js';
import type { LeaseMessage, WorkerPing } from './lease.message.js';
import type { LogChunkMessage } from './log.message.js';
import type { MasterTick } from './master-tick.message.js';
import type { IntakeMessage, PushMessage } from './push.message.js';
import type { ReportMessage } from './report.message.js';

/** Every one-way message: its name, its payload. A message that is not here does not compile. */
export interface MessagePayloads {
  'run.dispatch': DispatchMessage;
  'run.push': PushMessage;
  'run.report': ReportMessage;
  'log.chunk': LogChunkMessage;
  'worker.heartbeat': HeartbeatMessage;
  'worker.answer': HeartbeatMessage;
  'worker.control': ControlMessage;
  'worker.intake': IntakeMessage;
  'worker.ping': WorkerPing;
  'worker.lease': LeaseMessage;
  'run.event': RunEvent;
  'workflow.event': WorkflowEvent;
  'schedule.event': ScheduleEvent;
  'log.appended': LogAppendedEvent;
  'definition.changed': DefinitionChangedEvent;
  'setting.changed': SettingChangedEvent;
  'worker.event': WorkerEvent;
  'worker.breaker': BreakerEvent;
  'leader.changed': LeaderEvent;
  'consistency.event': ConsistencyEvent;
  'master.tick': MasterTick;
}

export type MessageName = keyof MessagePayloads;

interface Route<Payload> {
  readonly exchange: ExchangeName;
  readonly persistent: boolean;
  /** Whether it matters that a queue takes it. */
  readonly mandatory: boolean;
  /** How many payloads with the same key may travel as one message, an array of them. Default: each alone. */
  readonly together?: number;
  /** The broker drops it after so long; nobody misses it then. */
  readonly expiresInMs?: number;
  readonly routingKey: (payload: Payload, address?: string) => string;
  readonly purpose: string;
}

/** Where each message goes. `address` is the group of a dispatch and the worker id of a control message. */
export const messageRoutes: { readonly [Name in MessageName]: Route<MessagePayloads[Name]> } = {
  'run.dispatch': {
    exchange: 'work',
    persistent: true,
    mandatory: true,
    routingKey: (_, address) => `work.${address}`,
    purpose: 'an attempt for a group of workers',
  },
  'run.push': {
    exchange: 'work',
    persistent: false,
    mandatory: true,
    routingKey: (_, address) => `worker.${address}`,
    purpose: 'an attempt for one chosen worker',
  },
  'worker.control': {
    exchange: 'work',
    persistent: false,
    mandatory: true,
    routingKey: (_, address) => `worker.${address}`,
    purpose: 'cancel, stop, drain, confirm: for one worker',
  },
  'worker.intake': {
    exchange: 'work',
    persistent: false,
    mandatory: false,
    expiresInMs: 5_000,
    routingKey: (_, address) => `worker.${address}`,
    purpose: 'how much a worker may pull: slow start, rest after failures, reserved slots',
  },
  'worker.ping': {
    exchange: 'work',
    persistent: false,
    mandatory: true,
    expiresInMs: 1_000,
    routingKey: (_, address) => `worker.${address}`,
    purpose: "comes back when the worker's connection is closed",
  },
  'worker.lease': {
    exchange: 'work',
    persistent: false,
    mandatory: false,
    expiresInMs: 5_000,
    routingKey: (_, address) => `worker.${address}`,
    purpose: 'the worker was heard: its lease begins anew',
  },
  'run.report': {
    exchange: 'reports',
    persistent: true,
    mandatory: true,
    together: 200,
    routingKey: () => 'master.reports',
    purpose: 'what a worker says of an attempt',
  },
  'log.chunk': {
    exchange: 'reports',
    persistent: true,
    mandatory: true,
    together: 32,
    routingKey: () => 'master.logs',
    purpose: 'output of an attempt',
  },
  'worker.heartbeat': {
    exchange: 'reports',
    persistent: false,
    mandatory: false,
    routingKey: () => 'master.heartbeats',
    purpose: 'sign of life of a worker',
  },
  'worker.answer': {
    exchange: 'events',
    persistent: false,
    mandatory: false,
    expiresInMs: 5_000,
    routingKey: () => 'heartbeat.answered',
    purpose: 'sign of life of a worker that was asked for one, to every master',
  },
  'run.event': {
    exchange: 'events',
    persistent: true,
    mandatory: true,
    together: 200,
    routingKey: (event, address) => address ?? `run.${event.state}`,
    purpose: 'a run changed its state',
  },
  'workflow.event': {
    exchange: 'events',
    persistent: false,
    mandatory: true,
    routingKey: (event) => `workflow.${event.state}`,
    purpose: 'a workflow run or nodes of it changed',
  },
  'schedule.event': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: (event) => `schedule.${event.kind}`,
    purpose: 'a schedule dropped planned times, came to its end, or is overdue',
  },
  'log.appended': {
    exchange: 'events',
    persistent: false,
    mandatory: false,
    routingKey: (event) => `log.${event.runId}`,
    purpose: 'lines of a run were stored',
  },
  'definition.changed': {
    exchange: 'events',
    persistent: false,
    mandatory: false,
    routingKey: () => 'definition.changed',
    purpose: 'a task or schedule changed',
  },
  'worker.breaker': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: (event) => `worker.breaker_${event.state}`,
    purpose: 'a worker is given a rest because attempts fail on it, or works again',
  },
  'leader.changed': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: () => 'leader.changed',
    purpose: 'another master leads',
  },
  'consistency.event': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: (event) => `consistency.${event.state}`,
    purpose: 'something does not fit together and was not repaired, or does again',
  },
  'master.tick': {
    exchange: 'cluster',
    persistent: false,
    mandatory: false,
    routingKey: () => 'leader.master',
    purpose: 'a master asks whether it leads: it does when the tick comes back to it',
  },
  'setting.changed': {
    exchange: 'events',
    persistent: false,
    mandatory: false,
    routingKey: () => 'setting.changed',
    purpose: 'a cluster-wide setting changed',
  },
  'worker.event': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: (event) => `worker.${event.state}`,
    purpose: 'a worker joined, drained, stopped or was lost',
  },
};
