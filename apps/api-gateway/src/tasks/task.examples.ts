/** A definition that works as it stands. */
export const taskBody = {
  kind: 'shell',
  spec: { command: 'echo hello' },
  group: 'default',
  timeoutMs: 60_000,
  retry: {
    maxAttempts: 3,
    backoff: { kind: 'exponential', initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.2 },
  },
  params: {},
  priority: 'normal',
  labels: {},
};

export const newTask = { project: 'default', name: 'hello', ...taskBody };
