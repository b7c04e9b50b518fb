import { defaultIsolation, type PullPolicy } from '@orrery/domain';
import { useRegistries } from '@orrery/testing';
import { expect, it } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const registries = useRegistries({ open: undefined });
const workers = useWorkers();

async function given(containerPullMs = 60_000) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, { containerEngine: registries.engine.address, containerPullMs });
  const run = async (image: string, pullPolicy: PullPolicy) => {
    const spec = { image, pullPolicy, args: ['/bin/echo', 'fetched'], readOnlyRoot: true };
    const isolation = { ...defaultIsolation, network: 'none' };
    const { runId } = await master.dispatch({ kind: 'container', spec, isolation });
    return { runId, report: await master.finished(runId, 25_000) };
  };
  return { master, run, registry: registries.of('open') };
}

it('fetches an image when the engine has none, or for each attempt, as the task says', async () => {
  const { master, run, registry } = await given();
  const image = `${registry.address}/box:1`;
  const askedBy = async (policy: PullPolicy) => {
    const before = registry.asked;
    const { runId, report } = await run(image, policy);
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect(master.textOf(runId, 'stdout')).toEqual(['fetched']);
    return { asked: registry.asked - before, system: master.textOf(runId, 'system').join('\n') };
  };
  const first = await askedBy('missing');
  expect(first.asked).toBeGreaterThan(0);
  expect(first.system).toMatch(/fetches the image .*\nfetched the image in \d+ ms/);
  expect((await askedBy('missing')).asked).toBe(0);
  expect((await askedBy('never')).asked).toBe(0);
  expect((await askedBy('always')).asked).toBeGreaterThan(0);
});

it('does not ask again for an image that the registry does not have', async () => {
  const { run, registry } = await given();
  expect((await run(`${registry.address}/missing:1`, 'missing')).report).toMatchObject({
    outcome: 'failed',
    failure: { kind: 'refused', retry: { kind: 'never' } },
  });
});

it('tells a registry that is away as what it is', async () => {
  const { run } = await given();
  const { failure } = (await run('127.0.0.1:1/box:1', 'missing')).report;
  expect(failure).toMatchObject({
    kind: 'network',
    message: expect.stringContaining('connection refused') as string,
  });
});

it('does not wait for ever', async () => {
  const { run, registry } = await given(1_500);
  const { failure } = (await run(`${registry.address}/slow:1`, 'always')).report;
  expect(failure).toMatchObject({
    kind: 'network',
    message: expect.stringContaining('longer than 1500 ms') as string,
  });
});
