import { workQueue, type DispatchMessage } from '@orrery/contracts';
import { InProcessBroker, InProcessHub, MessageSender } from '@orrery/messaging';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dispatchOf } from '../testing/dispatch-of.js';
import { silent } from '../testing/use-workers.js';
import { Slots } from './slots.js';
import { WorkIntake } from './work-intake.js';

const HOLD_MS = 60;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of opened.splice(0).reverse()) await close();
});

/** An intake whose attempts run until `finish` is called for them. */
async function intakeOn(
  hub: InProcessHub,
  total: number,
  admitFails = () => false,
  before: (intake: WorkIntake) => unknown = () => undefined,
) {
  const broker = new InProcessBroker({ logger: silent, hub });
  await broker.connect();
  const slots = new Slots(total);
  const running = new Map<string, () => void>();
  const admitted: string[] = [];
  let most = 0;
  let tries = 0;
  const admit = async ({ runId }: DispatchMessage) => {
    tries += 1;
    if (admitFails()) throw new Error('disk full');
    admitted.push(runId);
    const ended = new Promise<void>((resolve) => running.set(runId, resolve));
    most = Math.max(most, running.size);
    return { ended };
  };
  const intake = new WorkIntake(
    broker,
    slots,
    admit,
    { group: 'default', holdMs: HOLD_MS, restMs: 50 },
    silent,
  );
  opened.push(
    { close: () => broker.close() },
    {
      close: async () => {
        for (const end of running.values()) end();
        await intake.close();
      },
    },
  );
  await before(intake);
  await intake.open();
  const finish = (runId: string) => {
    running.get(runId)!();
    running.delete(runId);
  };
  return { intake, slots, running, admitted, finish, most: () => most, tries: () => tries, broker };
}

async function dispatch(hub: InProcessHub, count: number): Promise<void> {
  const broker = new InProcessBroker({ logger: silent, hub });
  await broker.connect();
  const messages = Array.from({ length: count }, () => ({ payload: dispatchOf(), address: 'default' }));
  await new MessageSender(broker).sendAll('run.dispatch', messages);
  await broker.close();
}

function waiting(hub: InProcessHub): number {
  return hub.queue(workQueue('default').name)!.size;
}

const soon = { timeout: 3_000, interval: 2 };

describe('WorkIntake', () => {
  it('never runs more than its slots, and gives the rest back to the queue', async () => {
    const hub = new InProcessHub();
    const { running, most } = await intakeOn(hub, 3);
    await dispatch(hub, 10);
    await vi.waitUntil(() => waiting(hub) === 7, soon);
    expect(running.size).toBe(3);
    expect(most()).toBe(3);
  });

  it('leaves what it cannot run to another worker', async () => {
    const hub = new InProcessHub();
    const busy = await intakeOn(hub, 2);
    await dispatch(hub, 6);
    await vi.waitUntil(() => waiting(hub) === 4, soon);
    const other = await intakeOn(hub, 8);
    await vi.waitUntil(() => other.running.size === 4, soon);
    expect(busy.running.size).toBe(2);
  });

  it('runs everything in the end, each once, one slot at a time', async () => {
    const hub = new InProcessHub();
    const { running, admitted, finish, most } = await intakeOn(hub, 2);
    await dispatch(hub, 9);
    for (let done = 0; done < 9; done += 1) {
      await vi.waitUntil(() => running.size > 0, soon);
      finish([...running.keys()][0]!);
    }
    expect(new Set(admitted).size).toBe(9);
    expect(admitted).toHaveLength(9);
    expect(most()).toBeLessThanOrEqual(2);
    await vi.waitUntil(() => waiting(hub) === 0, soon);
  });

  it('uses a slot that gets free within the hold without giving anything back', async () => {
    const hub = new InProcessHub();
    const { running, admitted, finish } = await intakeOn(hub, 1);
    await dispatch(hub, 2);
    await vi.waitUntil(() => running.size === 1, soon);
    finish(admitted[0]!);
    await vi.waitUntil(() => admitted.length === 2, soon);
    expect(hub.queue('work.default.dead')!.size).toBe(0);
  });

  it('takes nothing while paused and goes on when every reason is gone', async () => {
    const hub = new InProcessHub();
    const { intake, running } = await intakeOn(hub, 2);
    await intake.pause('drain');
    await intake.pause('backlog');
    await dispatch(hub, 1);
    intake.resume('drain');
    await new Promise((resolve) => setImmediate(resolve));
    expect(running.size).toBe(0);
    expect(waiting(hub)).toBe(1);
    intake.resume('backlog');
    await vi.waitUntil(() => running.size === 1, soon);
  });

  it.each([
    ['an unknown version', { v: 2 }],
    ['a run id that could leave its directory', { runId: '../../etc' }],
    ['no spec', { spec: null }],
    ['a negative timeout', { timeoutMs: -1 }],
  ])('puts a message with %s aside as dead', async (_, wrong) => {
    const hub = new InProcessHub();
    const { broker, running } = await intakeOn(hub, 2);
    const body = { ...dispatchOf(), ...wrong };
    await broker.publish([{ exchange: 'work', routingKey: 'work.default', type: 'run.dispatch', body }]);
    await vi.waitUntil(() => hub.queue('work.default.dead')!.size === 1, soon);
    expect(running.size).toBe(0);
  });

  it('gives back what could not be accepted, and rests before it tries again', async () => {
    const hub = new InProcessHub();
    let failing = true;
    const { running, slots, tries } = await intakeOn(hub, 4, () => failing);
    await dispatch(hub, 1);
    await vi.waitUntil(() => tries() === 1 && waiting(hub) === 1, soon);
    expect(slots.free).toBe(4);
    failing = false;
    await vi.waitUntil(() => running.size === 1, soon);
  });

  it('takes nothing when it is opened while paused, and goes on when each reason is taken back', async () => {
    const hub = new InProcessHub();
    await dispatch(hub, 3);
    const { intake, running, slots } = await intakeOn(hub, 4, undefined, async (each) => {
      await each.pause('lease');
      await each.pause('welcome');
    });
    intake.resume('welcome');
    await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
    expect([waiting(hub), slots.busy]).toEqual([3, 0]);
    intake.resume('lease');
    await vi.waitUntil(() => running.size === 3, soon);
  });
});
