import type { DispatchMessage } from '@orrery/contracts';
import { InProcessBroker, MessageSender } from '@orrery/messaging';
import { expect, it, vi } from 'vitest';
import { dispatchOf } from '../testing/dispatch-of.js';
import { silent } from '../testing/use-workers.js';
import { Slots } from './slots.js';
import { WorkIntake } from './work-intake.js';

it('pulls no more than its gate allows, and more as soon as that does', async () => {
  const broker = new InProcessBroker({ logger: silent });
  await broker.connect();
  const gate = { slots: 1 };
  const running: DispatchMessage[] = [];
  const admit = (dispatch: DispatchMessage) => {
    running.push(dispatch);
    return Promise.resolve({ ended: new Promise(() => undefined) });
  };
  const options = { group: 'default', holdMs: 20, restMs: 50, gate };
  const intake = new WorkIntake(broker, new Slots(4), admit, options, silent);
  await intake.open();
  const messages = Array.from({ length: 6 }, () => ({ payload: dispatchOf(), address: 'default' }));
  await new MessageSender(broker).sendAll('run.dispatch', messages);
  const soon = { timeout: 3_000, interval: 2 };
  const waiting = async () => (await broker.depth('work.default'))!.messages;
  await vi.waitUntil(async () => running.length === 1 && (await waiting()) === 5, soon);
  gate.slots = 3;
  intake.noticeGate();
  await vi.waitUntil(async () => running.length === 3 && (await waiting()) === 3, soon);
  gate.slots = 0;
  intake.noticeGate();
  expect(running).toHaveLength(3);
  await intake.close();
  await broker.close();
});
