import type { CallRequest } from '@orrery/contracts';
import { ConflictError, type Clock } from '@orrery/domain';
import { ServiceClient, type Broker } from '@orrery/messaging';

const project = 'demo';
const actor = 'demo';
/** Long enough to read the banner first. */
const firstFireMs = 3_000;

type TaskBody = CallRequest<'task.create'>['body'];
type Trigger = CallRequest<'schedule.create'>['body']['trigger'];

interface DemoTask {
  readonly task: Partial<TaskBody> & Pick<TaskBody, 'name' | 'kind' | 'spec'>;
  readonly trigger: Trigger;
}

/**
 * Makes the demo project on the first start: three tasks that show a success, a call and a failure. The rule that would tell of the
 * failure is off: nobody has said yet whom to write to.
 */
export async function seedDemo(broker: Broker, url: string, clock: Clock): Promise<void> {
  const client = new ServiceClient(broker);
  try {
    await client.call('project.create', {
      body: { name: project, description: 'A small tour of Orrery' },
      actor,
    });
  } catch (error) {
    if (error instanceof ConflictError) return;
    throw error;
  }
  const startAt = new Date(clock.now().getTime() + firstFireMs).toISOString();
  for (const { task, trigger } of demoTasks(url)) {
    const made = await client.call('task.create', { body: { ...task, project } as TaskBody, actor });
    const body = {
      project,
      name: task.name,
      target: { kind: 'task' as const, id: made.id },
      trigger,
      startAt,
      params: {},
      jitterMs: 0,
      overlap: 'ALLOW' as const,
    };
    await client.call('schedule.create', { body, actor });
  }
  await client.call('alarmRule.create', {
    body: {
      project,
      name: 'any-failure',
      kind: 'run_failed',
      level: 'MINOR',
      receivers: ['you@example.org'],
      enabled: false,
    },
    actor,
  });
}

function demoTasks(url: string): DemoTask[] {
  return [
    {
      task: {
        name: 'greet',
        kind: 'shell',
        spec: { command: 'echo "Hello from run $ORRERY_RUN_ID, planned for $ORRERY_PLANNED_AT"' },
        description: 'A shell task, every ten seconds.',
      },
      trigger: { kind: 'cron', expression: '*/10 * * * * *', timeZone: 'UTC' },
    },
    {
      task: {
        name: 'check-health',
        kind: 'http',
        spec: { method: 'GET', url: `${url}/healthz`, expectStatus: [200] },
        description: 'An HTTP task: asks this very server for its health, once a minute.',
      },
      trigger: { kind: 'cron', expression: '0 * * * * *', timeZone: 'UTC' },
    },
    {
      task: {
        name: 'fail-and-retry',
        kind: 'shell',
        spec: { command: 'echo "attempt $ORRERY_ATTEMPT cannot succeed" >&2; exit 1' },
        retry: { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 1_000 }, maxLosses: 3 },
        description:
          'A task that fails after three attempts. The alarm rule any-failure tells of it, once it has your address and is enabled.',
      },
      trigger: { kind: 'fixedRate', everyMs: 600_000 },
    },
  ];
}
