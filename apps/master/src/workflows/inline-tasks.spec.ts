import { describe, expect, it } from 'vitest';
import { definitionOf } from '../testing/workflow-specimens.js';
import { inlineTasks } from './inline-tasks.js';
import { nodeTaskId } from './node-task-id.js';

const shell = (command: string) => ({ kind: 'shell', spec: { command } });

describe('inline tasks', () => {
  it('are found in nodes, finally nodes and compensations, and are whole tasks', async () => {
    const definition = await definitionOf({
      name: 'etl',
      nodes: [
        { id: 'a', kind: 'task', task: shell('a'), compensate: { task: shell('undo') } },
        { id: 'b', kind: 'task', task: 'hello', compensate: { task: 'hello' } },
        { id: 'c', kind: 'subworkflow', workflow: 'other', compensate: { task: shell('undo c') } },
        { id: 'd', kind: 'map', items: [1], task: shell('d') },
        { id: 'e', kind: 'noop' },
      ],
      finally: [{ id: 'f', kind: 'task', task: shell('f') }],
    });
    const found = inlineTasks('w', definition);
    expect(found.map(({ definition: { name, spec } }) => [name, spec])).toEqual([
      ['etl.a', { command: 'a' }],
      ['etl.a.compensate', { command: 'undo' }],
      ['etl.c.compensate', { command: 'undo c' }],
      ['etl.d', { command: 'd' }],
      ['etl.f', { command: 'f' }],
    ]);
    expect(found[1]?.taskId).toBe(nodeTaskId('w', 'a', 'compensate'));
    expect(found[0]?.definition).toMatchObject({
      project: 'default',
      group: 'default',
      retry: { maxAttempts: 1 },
    });
  });

  it('have names that fit, and still say that they undo', async () => {
    const definition = await definitionOf({
      name: 'n'.repeat(100),
      nodes: [{ id: 'a', kind: 'task', task: shell('a'), compensate: { task: shell('b') } }],
    });
    const names = inlineTasks('w', definition).map((task) => task.definition.name);
    expect(names).toEqual(['n'.repeat(100), `${'n'.repeat(89)}.compensate`]);
  });
});
