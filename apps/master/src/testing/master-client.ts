import type { CallReply, CallRequest } from '@orrery/contracts';
import type { RunState, Trigger } from '@orrery/domain';
import { ServiceClient, type Broker } from '@orrery/messaging';
import { expect, vi } from 'vitest';

const actor = 'test';
const waiting = { timeout: 15_000, interval: 30 };

/** Asks masters what tests ask, with defaults for all that does not matter. */
export class MasterClient {
  readonly calls: ServiceClient;
  #names = 0;

  constructor(
    broker: Broker,
    readonly group: string,
  ) {
    this.calls = new ServiceClient(broker, 10_000);
  }

  task(over: object = {}): Promise<CallReply<'task.create'>> {
    const body = {
      project: 'default',
      name: this.name(),
      kind: 'shell',
      spec: { command: 'true' },
      group: this.group,
      ...over,
    };
    return this.calls.call('task.create', { body: body as never, actor });
  }

  schedule(taskId: string, trigger: Trigger, over: object = {}): Promise<CallReply<'schedule.create'>> {
    const target = { kind: 'task' as const, id: taskId };
    const plain = { params: {}, jitterMs: 0, overlap: 'ALLOW' as const };
    const body = { project: 'default', name: this.name(), target, trigger, ...plain, ...over };
    return this.calls.call('schedule.create', { body, actor });
  }

  everySecond(taskId: string): Promise<CallReply<'schedule.create'>> {
    return this.schedule(taskId, { kind: 'cron', expression: '* * * * * *', timeZone: 'Europe/Berlin' });
  }

  pause(id: string): Promise<CallReply<'schedule.pause'>> {
    return this.calls.call('schedule.pause', { id, actor });
  }

  async fires(id: string): Promise<CallReply<'schedule.fires'>['items']> {
    return (await this.calls.call('schedule.fires', { id, query: { limit: 500 } })).items;
  }

  trigger(
    taskId: string,
    body: CallRequest<'run.trigger'>['body'] = { params: {} },
  ): Promise<CallReply<'run.trigger'>> {
    return this.calls.call('run.trigger', { taskId, body, actor });
  }

  cancel(id: string, reason = 'enough'): Promise<CallReply<'run.cancel'>> {
    return this.calls.call('run.cancel', { id, reason, actor });
  }

  run(id: string): Promise<CallReply<'run.get'>> {
    return this.calls.call('run.get', { id });
  }

  async attempts(id: string): Promise<CallReply<'run.attempts'>['items']> {
    return (await this.calls.call('run.attempts', { id })).items;
  }

  /** Waits until the run has the state, and returns it. */
  async reach(id: string, state: RunState): Promise<CallReply<'run.get'>> {
    return vi.waitFor(async () => {
      const run = await this.run(id);
      expect(run.state).toBe(state);
      return run;
    }, waiting);
  }

  /** A name nobody has in this test. */
  name(): string {
    this.#names += 1;
    return `${this.group}-${this.#names}`;
  }
}
