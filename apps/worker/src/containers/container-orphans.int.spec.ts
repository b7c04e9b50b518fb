import { createLogger } from '@orrery/runtime';
import { useContainerEngine } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { containerLabels } from './container-labels.js';
import { containerOptions } from './container-options.js';
import { ContainerEngine } from './container-engine.js';
import { ContainerOrphans } from './container-orphans.js';
import { noResourceLimits } from '@orrery/domain';
import { tmpdir } from 'node:os';
import { dispatchOf } from '../testing/dispatch-of.js';

const used = useContainerEngine();
const logger = createLogger('test', 'silent');
const home = '/var/lib/orrery/worker/w-1';
const now = { id: 'w-1', home, epoch: 'life-2' };

async function running(owner: typeof now): Promise<string> {
  const engine = await ContainerEngine.at(used.address);
  const dispatch = dispatchOf();
  const order = { entrypoint: ['/bin/sleep'], args: ['60'], env: {}, files: {}, readOnlyRoot: true } as const;
  const options = containerOptions(
    { ...order, image: used.image, pullPolicy: 'never' },
    {
      ...{ directory: tmpdir(), user: '65534:65534', network: 'none', limits: noResourceLimits },
      labels: containerLabels(owner, dispatch),
    },
  );
  const name = `orrery-${dispatch.runId}`;
  await engine.create(name, options);
  await engine.start(name);
  return name;
}

const left = { add: vi.fn(), insist: vi.fn() };
const orphans = async (address = used.address, limitMs = 1_000) =>
  new ContainerOrphans(await ContainerEngine.at(address), now, limitMs, left, logger);

describe('the containers of a former life', () => {
  it("are removed, with what runs in them, and nobody else's", async () => {
    const [old, own, neighbour] = await Promise.all([
      running({ ...now, epoch: 'life-1' }),
      running(now),
      running({ ...now, home: '/elsewhere/worker/w-1', epoch: 'life-1' }),
    ]);
    expect(await (await orphans()).clear(true)).toBe(1);
    expect(await used.inspect(old)).toBeUndefined();
    for (const name of [own, neighbour]) expect((await used.inspect(name))?.State.Status).toBe('running');
    expect(await (await orphans()).clear(true)).toBe(0);
  });

  it('are not given up while the engine is away, if there may be any', async () => {
    const away = await orphans('/no/such/engine.sock');
    await expect(away.clear(true)).rejects.toThrow('ORRERY_CONTAINER_ENGINE');
    expect(await away.clear(false)).toBe(0);
  });
});
