import { defaultIsolation, type RegistryCredentials } from '@orrery/domain';
import { useRegistries } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const right = { username: 'robot$pulls', password: 'correct "horse"/bättery+staple' } as const;
const wrong = 'an0ther-pass-word';
const ways = ['basic', 'token'] as const;

const registries = useRegistries({ basic: { ...right, by: 'basic' }, token: { ...right, by: 'token' } });
const workers = useWorkers();

const secrets = { NAME: right.username, TOKEN: right.password, WRONG: wrong, OTHER: 'for the inside' };
/** Their lengths: the log would hide what they are. */
const inside = ['/bin/sh', '-c', 'echo "${#NAME} ${#TOKEN} ${#OTHER}"'];
const login: RegistryCredentials = { username: right.username, password: '${secrets.TOKEN}' };

async function given(by: (typeof ways)[number]) {
  const registry = registries.of(by);
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker, secrets: () => ({ kind: 'given', secrets }) });
  await master.start();
  await workers.start(broker, { containerEngine: registries.engine.address });
  const run = async (registryCredentials?: RegistryCredentials) => {
    const image = `${registry.address}/box:1`;
    const fetched = { image, pullPolicy: 'always', registryCredentials } as const;
    const spec = { ...fetched, args: inside, readOnlyRoot: true };
    const isolation = { ...defaultIsolation, network: 'none' };
    const dispatched = { kind: 'container', spec, isolation, secrets: Object.keys(secrets) } as const;
    const { runId } = await master.dispatch(dispatched);
    const report = await master.finished(runId, 25_000);
    const said = JSON.stringify([master.reports, master.chunks]);
    for (const secret of [right.password, wrong])
      expect(said).not.toContain(JSON.stringify(secret).slice(1, -1));
    return { runId, report };
  };
  return { registry, master, run };
}

describe.each(ways)('an image of a registry that wants a login (%s)', (by) => {
  it.each([
    [right.username, '***', '11 0 14'],
    ['${secrets.NAME}', '${secrets.NAME}', '0 0 14'],
  ])('is fetched as %s, whose secrets do not get into the container', async (username, told, lengths) => {
    const { registry, master, run } = await given(by);
    const before = registry.asked;
    const { runId, report } = await run({ ...login, username });
    expect(report).toMatchObject({ outcome: 'succeeded', failure: null });
    expect(registry.asked).toBeGreaterThan(before);
    expect(master.textOf(runId, 'stdout')).toEqual([lengths]);
    const said = `fetches the image ${registry.address}/box:1 as ${told}`;
    expect(master.textOf(runId, 'system')).toContain(said);
  });

  it('is refused for good to a login that is wrong, by the name of its field', async () => {
    const { registry, run } = await given(by);
    const { asked, turnedAway } = registry;
    const { failure } = (await run({ username: 'ci', password: '${secrets.WRONG}' })).report;
    expect(failure).toMatchObject({ kind: 'refused', retry: { kind: 'never' } });
    expect(failure?.message).toMatch(
      /could not be fetched: the registry refuses the login in \/spec\/registryCredentials.*: /,
    );
    expect(registry.turnedAway).toBeGreaterThan(turnedAway);
    expect(registry.asked).toBe(asked);
  });

  it('is refused for good without one, also after another task had one', async () => {
    const { registry, run } = await given(by);
    await run(login);
    const { asked } = registry;
    const { failure } = (await run()).report;
    expect(failure).toMatchObject({ kind: 'refused', retry: { kind: 'never' } });
    expect(failure?.message).toContain('it needs a login (`registryCredentials` of a container task');
    expect(registry.asked).toBe(asked);
  });
});
