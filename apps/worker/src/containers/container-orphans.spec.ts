import { createLogger } from '@orrery/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ContainerState } from './container-engine.js';
import { epochLabel } from './container-labels.js';
import { ContainerOrphans } from './container-orphans.js';
import { EngineAway, EngineRefusal } from './engine-errors.js';
import { LeftContainers } from './left-containers.js';

const logger = createLogger('test', 'silent');
const identity = { id: 'w-1', home: '/home', epoch: 'life-2' };
const stopped: ContainerState = {
  ...{ id: 'c', hasStarted: true, isRunning: false },
  ...{ exitCode: 0, outOfMemory: false, pid: 0 },
};

/** An engine with one container of a former life. */
function engineWith(first: ContainerState) {
  let state: ContainerState | undefined = first;
  return {
    address: '/engine.sock',
    kill: vi.fn(async () => undefined),
    remove: vi.fn(async () => undefined),
    state: vi.fn(async () => state),
    withLabels: vi.fn(async () => [{ name: 'c', labels: { [epochLabel]: 'life-1' } }]),
    becomes: (next: ContainerState | undefined) => (state = next),
  };
}

let left: LeftContainers;
afterEach(() => left.stop());

function orphansIn(engine: ReturnType<typeof engineWith>): ContainerOrphans {
  left = new LeftContainers(engine, logger);
  return new ContainerOrphans(engine, identity, 150, left, logger);
}

describe('a container of a former life that does not go', () => {
  it('goes later when nothing runs in it', async () => {
    const engine = engineWith(stopped);
    expect(await orphansIn(engine).clear(true)).toBe(1);
    const { length } = engine.remove.mock.calls;
    engine.becomes(undefined);
    await vi.waitUntil(() => engine.remove.mock.calls.length > length, { timeout: 5_000 });
  });

  it('goes later also when the engine refuses to remove it', async () => {
    const engine = engineWith(stopped);
    engine.remove.mockRejectedValue(new EngineRefusal(500, 'the driver failed'));
    expect(await orphansIn(engine).clear(true)).toBe(1);
    engine.remove.mockClear();
    await vi.waitUntil(() => engine.remove.mock.calls.length > 0, { timeout: 5_000 });
  });

  it('keeps the worker from its start while something runs in it', async () => {
    const engine = engineWith({ ...stopped, isRunning: true });
    await expect(orphansIn(engine).clear(true)).rejects.toThrow('it is still there after 150 ms');
  });
});

it('looks for what a former life left when an engine that was away answers again', async () => {
  const engine = engineWith(stopped);
  engine.remove.mockImplementation(async () => void engine.becomes(undefined));
  engine.withLabels.mockRejectedValueOnce(new EngineAway('no answer'));
  engine.withLabels.mockRejectedValueOnce(new EngineAway('no answer'));
  expect(await orphansIn(engine).clear(false)).toBe(0);
  expect(engine.remove).not.toHaveBeenCalled();
  await vi.waitUntil(async () => (await engine.state()) === undefined, { timeout: 5_000 });
  expect(engine.remove).toHaveBeenCalledOnce();
});
