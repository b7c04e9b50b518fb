import type {
  BreakerEvent,
  ConsistencyEvent,
  LeaderEvent,
  ScheduleEvent,
  WorkerEvent,
} from '@orrery/contracts';
import { newId } from '@orrery/runtime';

const told = () => ({ v: 1, id: newId(), at: '2026-03-01T10:00:00.000Z' }) as const;

/** Valid events of schedules and of the platform itself; a test states only what matters. */
export const platformEvents = {
  schedule: (overrides: Partial<ScheduleEvent> = {}): ScheduleEvent => ({
    ...told(),
    kind: 'missed',
    scheduleId: 'schedule-nightly',
    scheduleName: 'nightly',
    project: 'orders',
    taskId: 'task-import',
    count: 3,
    fromAt: '2026-03-01T07:00:00.000Z',
    toAt: '2026-03-01T09:00:00.000Z',
    reason: 'older than the window of its misfire policy',
    ...overrides,
  }),

  worker: (overrides: Partial<WorkerEvent> = {}): WorkerEvent => ({
    ...told(),
    workerId: 'w-1',
    workerEpoch: 'epoch-1',
    state: 'lost',
    lastSeenAt: '2026-03-01T09:59:52.000Z',
    ...overrides,
  }),

  breaker: (overrides: Partial<BreakerEvent> = {}): BreakerEvent => ({
    ...told(),
    workerId: 'w-1',
    state: 'open',
    failures: 5,
    untilAt: '2026-03-01T10:00:30.000Z',
    reason: 'the command was not found',
    ...overrides,
  }),

  leader: (overrides: Partial<LeaderEvent> = {}): LeaderEvent => ({
    ...told(),
    masterId: 'm-2',
    masterEpoch: 'epoch-2',
    epoch: 7,
    before: 'm-1',
    ...overrides,
  }),

  consistency: (overrides: Partial<ConsistencyEvent> = {}): ConsistencyEvent => ({
    ...told(),
    check: 'runs-of-workers',
    state: 'open',
    open: 2,
    detail: 'run 81 runs on no worker',
    ...overrides,
  }),
};
