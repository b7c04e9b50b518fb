import type { ExchangeName } from '../topology/topology.js';
import type { ControlMessage } from './control.message.js';
import type { DispatchMessage } from './dispatch.message.js';
import type { DefinitionChangedEvent, LogAppendedEvent, RunEvent, WorkerEvent } from './event.message.js';
import type { HeartbeatMessage } from './heartbeat.message.js';
import type { LogChunkMessage } from './log.message.js';
import type { ReportMessage } from './report.message.js';

/** Every one-way message: its name, its payload. A message that is not here does not compile. */
export interface MessagePayloads {
  'run.dispatch': DispatchMessage;
  'run.report': ReportMessage;
  'log.chunk': LogChunkMessage;
  'worker.heartbeat': HeartbeatMessage;
  'worker.control': ControlMessage;
  'run.event': RunEvent;
  'log.appended': LogAppendedEvent;
  'definition.changed': DefinitionChangedEvent;
  'worker.event': WorkerEvent;
}

export type MessageName = keyof MessagePayloads;

interface Route<Payload> {
  readonly exchange: ExchangeName;
  readonly persistent: boolean;
  /** Whether it matters that a queue takes it. */
  readonly mandatory: boolean;
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
  'worker.control': {
    exchange: 'work',
    persistent: false,
    mandatory: true,
    routingKey: (_, address) => `worker.${address}`,
    purpose: 'cancel, stop, drain, confirm: for one worker',
  },
  'run.report': {
    exchange: 'reports',
    persistent: true,
    mandatory: true,
    routingKey: () => 'master.reports',
    purpose: 'what a worker says of an attempt',
  },
  'log.chunk': {
    exchange: 'reports',
    persistent: true,
    mandatory: true,
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
  'run.event': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: (event, address) => address ?? `run.${event.state}`,
    purpose: 'a run changed its state',
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
  'worker.event': {
    exchange: 'events',
    persistent: true,
    mandatory: false,
    routingKey: (event) => `worker.${event.state}`,
    purpose: 'a worker appeared, drained or fell silent',
  },
};
