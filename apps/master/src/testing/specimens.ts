import {
  defaultIsolation,
  defaultRetryPolicy,
  defaultRouting,
  noRequirements,
  type TaskDefinition,
  type Trigger,
} from '@orrery/domain';
import { newId } from '@orrery/runtime';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { Task } from '../persistence/stores/task.store.js';
import { newRun } from '../runs/new-run.js';

const start = new Date('2026-03-01T00:00:00.000Z');

const definition: TaskDefinition = {
  project: 'default',
  name: 'specimen',
  kind: 'shell',
  spec: { command: 'true' },
  group: 'default',
  timeoutMs: 60_000,
  timeoutAction: 'fail',
  queueTimeoutMs: 0,
  heartbeatTimeoutMs: 0,
  killGraceMs: 1_000,
  retry: defaultRetryPolicy,
  params: {},
  priority: 'normal',
  labels: {},
  tags: [],
  weight: 1,
  maxConcurrent: 0,
  routing: defaultRouting,
  requires: noRequirements,
  isolation: defaultIsolation,
  secrets: {},
  idempotent: false,
  description: '',
};

/** Valid rows in which a test states only what matters. */
export const given = {
  task(over: Partial<Task> = {}, define: Partial<TaskDefinition> = {}): Task {
    const made = { id: newId(), version: 1, state: 'active' as const, createdAt: start, updatedAt: start };
    return { ...made, definition: { ...definition, ...define }, ...over };
  },

  schedule(trigger: Trigger, over: Partial<Schedule> = {}): Schedule {
    return {
      id: newId(),
      project: 'default',
      name: 'specimen',
      version: 1,
      state: 'active',
      targetKind: 'task',
      taskId: newId(),
      trigger,
      params: {},
      priority: null,
      startAt: null,
      endAt: null,
      jitterMs: 0,
      dailyWindow: null,
      dst: null,
      misfire: null,
      overlap: 'ALLOW',
      anchorAt: start,
      nextFireAt: start,
      lastPlannedAt: null,
      awaitedRunId: null,
      createdAt: start,
      updatedAt: start,
      ...over,
    };
  },

  run(over: Partial<RunRow> = {}): RunRow {
    const origin = { params: {}, priority: null, dueAt: start, eligibleAt: start, now: start };
    return { ...newRun(given.task(), origin), ...over };
  },
};
