import { expect, it, vi } from 'vitest';
import { MessageSender } from '@orrery/messaging';
import { dispatchOf } from './testing/dispatch-of.js';
import { TrialMaster } from './testing/trial-master.js';
import { useWorkers } from './testing/use-workers.js';
const workers = useWorkers();
it('is fast', { timeout: 60000 }, async () => {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, { slots: Number(process.env['SLOTS'] ?? 256) });
  const sender = new MessageSender(broker);
  const N = 20000;
  for (let round = 0; round < 3; round++) {
    master.reports.length = 0;
    const t0 = performance.now();
    for (let i = 0; i < N; i += 500)
      await sender.sendAll('run.dispatch', Array.from({ length: 500 }, () => ({ payload: dispatchOf({ kind: 'handler', spec: { handler: 'orrery.noop' } }), address: 'default' })));
    await vi.waitUntil(() => master.reports.length >= N, { timeout: 30000, interval: 10 });
    const s = (performance.now() - t0) / 1000;
    console.log(`${(N / s).toFixed(0)}/s, claims calls ${master.claims.length}`);
  }
  expect(master.reports.length).toBe(N);
});
