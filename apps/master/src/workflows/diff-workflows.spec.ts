import { describe, expect, it } from 'vitest';
import { definitionOf } from '../testing/workflow-specimens.js';
import { diffWorkflows } from './diff-workflows.js';

const task = (id: string, command: string, more: object = {}) => ({
  id,
  kind: 'task',
  task: { kind: 'shell', spec: { command } },
  ...more,
});

describe('the difference of two workflows', () => {
  const diff = async (before: object, after: object) =>
    diffWorkflows(
      await definitionOf({ name: 'etl', ...before }),
      await definitionOf({ name: 'etl', ...after }),
    );

  it('is nothing between equal ones, and when nodes only stand elsewhere', async () => {
    const [a, b, c] = [task('a', 'a'), task('b', 'b'), task('c', 'c')];
    expect(await diff({ nodes: [a, b, c] }, { nodes: [a, b, c] })).toEqual([]);
    expect(await diff({ nodes: [a, b, c] }, { nodes: [c, a, b] })).toEqual([]);
  });

  it('names the field, the node, and what stood there', async () => {
    const before = { nodes: [task('a', 'one'), task('b', 'b', { dependsOn: ['a'] })], maxParallel: 1 };
    const after = { nodes: [task('b', 'b'), task('a', 'two', { params: { x: 1 } })], maxParallel: 2 };
    const changes = await diff(before, after);
    expect(changes).toHaveLength(4);
    expect(changes).toEqual(
      expect.arrayContaining([
        { op: 'replace', path: '/maxParallel', nodeId: null, before: 1, after: 2 },
        { op: 'replace', path: '/nodes/a/task/spec/command', nodeId: 'a', before: 'one', after: 'two' },
        { op: 'add', path: '/nodes/a/params/x', nodeId: 'a', after: 1 },
        { op: 'remove', path: '/nodes/b/dependsOn/0', nodeId: 'b', before: 'a' },
      ]),
    );
  });

  it('tells of nodes that came, went, or became finally nodes, whatever their names', async () => {
    const noop = (id: string) => ({ id, kind: 'noop' });
    const before = { nodes: ['a', 'toString', 'b'].map(noop) };
    const after = { nodes: ['a', 'hasOwnProperty'].map(noop), finally: [noop('b')] };
    const changes = await diff(before, after);
    expect(changes.map(({ op, path, nodeId }) => [op, path, nodeId])).toEqual([
      ['remove', '/nodes/toString', 'toString'],
      ['remove', '/nodes/b', 'b'],
      ['add', '/nodes/hasOwnProperty', 'hasOwnProperty'],
      ['add', '/finally/b', 'b'],
    ]);
    expect(JSON.parse(JSON.stringify(changes[2]))).toMatchObject({ after: { id: 'hasOwnProperty' } });
  });

  it('escapes what stands in a pointer', async () => {
    const before = { nodes: [task('a', 'a', { params: {} })] };
    const after = { nodes: [task('a', 'a', { params: { 'x/y~z': 1 } })] };
    expect((await diff(before, after)).map(({ path }) => path)).toEqual(['/nodes/a/params/x~1y~0z']);
  });
});
