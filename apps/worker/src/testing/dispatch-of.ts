import type { DispatchMessage } from '@orrery/contracts';
import { newId } from '@orrery/runtime';

/** A valid dispatch; a test states what matters. */
export function dispatchOf(overrides: Partial<DispatchMessage> = {}): DispatchMessage {
  return {
    v: 1,
    runId: newId(),
    attempt: 1,
    taskId: newId(),
    taskName: 'hello',
    taskVersion: 1,
    project: 'default',
    kind: 'shell',
    spec: { command: 'echo hello' },
    params: {},
    timeoutMs: 60_000,
    timeoutAction: 'fail',
    heartbeatTimeoutMs: 0,
    killGraceMs: 1_000,
    idempotent: false,
    scheduleId: null,
    plannedAt: null,
    dueAt: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
