import type { TaskKind } from '@orrery/domain';
import type { Logger } from '@orrery/runtime';
import type { HandlerDefinition } from '@orrery/worker-sdk';
import type { WorkerConfig } from '../config.js';
import type { HandlerModules } from '../worker.module.js';

/** Settings of a worker, each in place of the environment variable of the same meaning; durations in milliseconds. */
export type WorkerSettings = Partial<Omit<WorkerConfig, 'labels' | 'healthPort' | 'healthHost'>> & {
  readonly labels?: Readonly<Record<string, string>>;
};

/** What a service says of the worker it wants to be. */
export interface WorkerOptions extends WorkerSettings {
  /** What `defineHandler` made. */
  readonly handlers?: readonly HandlerDefinition[];
  /** Nest modules whose providers have `@TaskHandler` methods; they get an application of their own. */
  readonly modules?: HandlerModules;
  /**
   * Which kinds of tasks it executes. Default: `handler` only, for a command that somebody writes into a task of the group would
   * run with all that the service may do.
   */
  readonly kinds?: readonly TaskKind[];
  /** Default: JSON lines on the standard output, from `logLevel` on. */
  readonly logger?: Logger;
}
