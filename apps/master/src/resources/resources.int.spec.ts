import { newId } from '@orrery/runtime';
import { expect, it, vi } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();

it('keeps what nodes used, averaged for a plot', async () => {
  await masters.start({ env: { ORRERY_NODE_ID: 'm-plotted' } });
  const client = masters.client();
  const worker = await masters.worker(client.group);
  await worker.up();
  await vi.waitFor(
    async () => {
      const plot = await client.calls.call('master.resources', { id: 'm-plotted', query: {} });
      expect(plot.samples.length).toBeGreaterThan(0);
      expect(plot.samples[0]!.memoryTotalBytes).toBeGreaterThan(0);
      const ofWorker = await client.calls.call('worker.resources', { id: worker.id, query: { points: 10 } });
      expect(ofWorker.stepMs).toBe(360_000);
      expect(ofWorker.samples.at(-1)).toMatchObject({ slots: worker.slots });
    },
    { timeout: 20_000, interval: 200 },
  );
  const span = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
  await expect(client.calls.call('worker.resources', { id: worker.id, query: span })).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ pointer: '/to' }],
  });
  await expect(
    client.calls.call('worker.resources', { id: `w-${newId()}`, query: {} }),
  ).rejects.toMatchObject({ code: 'not_found' });
}, 30_000);
