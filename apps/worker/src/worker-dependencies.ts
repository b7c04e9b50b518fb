import type { Clock, TaskKind } from '@orrery/domain';
import type { Broker } from '@orrery/messaging';
import type { HealthRegistry, Logger, Metrics } from '@orrery/runtime';
import type { HandlerDefinition } from '@orrery/worker-sdk';
import type { HandlerModules } from './worker.module.js';

/** What a worker is given by whoever starts it. */
export interface WorkerDependencies {
  /** Stays the caller's: the worker connects but does not close it. */
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default: one of its own. */
  readonly health?: HealthRegistry;
  readonly metrics?: Metrics;
  /** Which kinds of tasks it executes; default: all it can. */
  readonly kinds?: readonly TaskKind[];
  /** What `defineHandler` made. */
  readonly handlers?: readonly HandlerDefinition[];
  /** Nest modules whose providers have `@TaskHandler` methods. */
  readonly handlerModules?: HandlerModules;
}
