import { describe, expect, it } from 'vitest';
import { workInside } from './container-order.js';
import { orderOfContainer, orderOfScript, orderOfShell } from './container-orders.js';

describe('what runs in a container', () => {
  it('is a command for the shell of the image', () => {
    expect(orderOfShell({ command: 'echo hello', env: { A: '1' } }, 'box')).toEqual({
      ...{ image: 'box', pullPolicy: 'missing', readOnlyRoot: true },
      ...{ entrypoint: ['/bin/sh'], args: ['-c', 'echo hello'], env: { A: '1' }, files: {} },
    });
  });

  it('is a command in a file where it is too long for an argument', () => {
    const command = `: ${'x'.repeat(120_000)}`;
    const order = orderOfShell({ command }, 'box');
    expect(order?.args).toEqual([`${workInside}/orrery-command.sh`]);
    expect(order?.files).toEqual({ 'orrery-command.sh': command });
  });

  it('is a script for an interpreter of the image', () => {
    const order = orderOfScript({ interpreter: 'node', source: '1', args: ['a'] }, 'box');
    expect(order).toMatchObject({ entrypoint: ['node'], args: [`${workInside}/script.js`, 'a'] });
    expect(order?.files).toEqual({ 'script.js': '1', 'package.json': '{}' });
  });

  it('is what the spec says, as safe as it leaves it', () => {
    expect(orderOfContainer({ image: 'box', args: ['a'], user: '7' })).toEqual({
      ...{ image: 'box', args: ['a'], user: '7' },
      ...{ pullPolicy: 'missing', readOnlyRoot: true, env: {}, files: {} },
    });
  });

  it('is nothing where the spec is none', () => {
    expect([orderOfContainer({}), orderOfShell({}, 'box'), orderOfScript({ source: '1' }, 'box')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
