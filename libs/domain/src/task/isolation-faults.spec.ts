import { describe, expect, it } from 'vitest';
import { isolationFaults } from './isolation-faults.js';
import { defaultIsolation, type Isolation } from './isolation.js';

const shell = { command: 'true' };
const box = { image: 'box', pullPolicy: 'missing', readOnlyRoot: true } as const;
const isolated = (isolation: Partial<Isolation>) => ({ ...defaultIsolation, ...isolation });

describe('the isolation of a task', () => {
  it.each([
    { kind: 'shell', spec: shell, isolation: isolated({}) },
    { kind: 'shell', spec: shell, isolation: isolated({ level: 'container', image: 'box' }) },
    { kind: 'container', spec: box, isolation: isolated({}) },
    { kind: 'container', spec: { ...box, files: { 'a.txt': '', _1: 'x' } }, isolation: isolated({}) },
    { kind: 'handler', spec: { handler: 'x' }, isolation: isolated({ level: 'container' }) },
  ] as const)('may be as in $kind $isolation', (definition) => {
    expect(isolationFaults(definition)).toEqual([]);
  });

  it.each([
    { kind: 'shell', spec: shell, isolation: isolated({ level: 'container' }), detail: 'is required' },
    { kind: 'script', spec: shell, isolation: isolated({ level: 'container' }), detail: 'is required' },
    { kind: 'shell', spec: shell, isolation: isolated({ image: 'box' }), detail: 'is only for' },
    { kind: 'container', spec: box, isolation: isolated({ image: 'box' }), detail: '/spec/image' },
  ] as const)(
    'names its image where it is needed, and nowhere else: $kind, $detail',
    ({ detail, ...definition }) => {
      expect(isolationFaults(definition)).toEqual([
        { pointer: '/isolation/image', detail: expect.stringContaining(detail) as string },
      ]);
    },
  );

  it.each(['.orrery-output', '../a', 'a/b', '', '-x', 'x'.repeat(101)])('has no file named %j', (name) => {
    const spec = { ...box, files: { [name]: '' } };
    const [fault] = isolationFaults({ kind: 'container', spec, isolation: isolated({}) });
    expect(fault?.pointer).toBe(`/spec/files/${name.replaceAll('/', '~1')}`);
  });
});
