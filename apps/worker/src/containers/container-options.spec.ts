import { expect, it } from 'vitest';
import type { ContainerOrder } from './container-order.js';
import { containerOptions } from './container-options.js';

const order: ContainerOrder = {
  image: 'box',
  pullPolicy: 'missing',
  readOnlyRoot: true,
  files: {},
  entrypoint: ['/bin/sh'],
  args: ['-c', 'true'],
  env: { A: '1', B: 'x=y' },
};
const place = { directory: '/data/7', labels: { 'orrery.run': '7' }, user: '61200:61200', network: 'none' };

it('gives a container nothing that it does not need', () => {
  const options = containerOptions(order, { ...place, limits: { cpu: 0.5, memoryBytes: 1_000, pids: 10 } });
  expect(options).toMatchObject({
    ...{ Image: 'box', Entrypoint: ['/bin/sh'], Cmd: ['-c', 'true'], Env: ['A=1', 'B=x=y'] },
    ...{ User: '61200:61200', WorkingDir: '/work', Labels: { 'orrery.run': '7' } },
    HostConfig: {
      ...{ NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], Init: true },
      SecurityOpt: ['no-new-privileges'],
      Mounts: [{ Type: 'bind', Source: '/data/7', Target: '/work', ReadOnly: false }],
      ...{ NanoCpus: 500_000_000, Memory: 1_000, MemorySwap: 1_000, PidsLimit: 10 },
    },
  });
  expect(options.HostConfig).not.toHaveProperty('Privileged');
  expect(options.HostConfig).not.toHaveProperty('Binds');
});

it('leaves out what is not limited, and to the image what its task does not say', () => {
  const plain: ContainerOrder = {
    ...{ image: 'box', env: {}, files: {} },
    pullPolicy: 'missing',
    workingDirectory: '/srv',
    readOnlyRoot: false,
  };
  const options = containerOptions(plain, { ...place, limits: { cpu: 0, memoryBytes: 0, pids: 0 } });
  expect(options).not.toHaveProperty('Entrypoint');
  expect(options).not.toHaveProperty('Cmd');
  expect(options).toMatchObject({ WorkingDir: '/srv', HostConfig: { ReadonlyRootfs: false } });
  for (const name of ['NanoCpus', 'Memory', 'MemorySwap', 'PidsLimit'])
    expect(options.HostConfig).not.toHaveProperty(name);
});
