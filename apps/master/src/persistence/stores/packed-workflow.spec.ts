import { TaskBodyDto } from '@orrery/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../testing/workflow-specimens.js';
import { packWorkflow, unpackWorkflow } from './packed-workflow.js';

const field = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const inline = fc
  .record({
    group: field(fc.constantFrom('default', 'gpu')),
    timeoutMs: field(fc.constantFrom(1, 3_600_000)),
    retry: field(fc.constantFrom({ maxAttempts: 1 }, { maxAttempts: 3 })),
    params: field(fc.dictionary(fc.constantFrom('a', 'toString'), fc.jsonValue())),
    labels: field(fc.constantFrom({}, { a: 'b' })),
    routing: field(fc.constantFrom({ policy: 'PULL' }, { policy: 'PULL', shards: 3 })),
    idempotent: field(fc.boolean()),
    description: field(fc.constantFrom('', 'x')),
  })
  .map((some) => ({ kind: 'shell', spec: { command: 'true' }, ...some }));
const reference = fc.oneof(fc.constant('hello'), inline);

describe('a packed workflow', () => {
  it('is unpacked as it was', async () => {
    const compensate = field(reference.map((task) => ({ task })));
    const node = fc.record({ task: reference, compensate });
    await fc.assert(
      fc.asyncProperty(fc.array(node), fc.array(node), async (nodes, last) => {
        const named = (some: object[], prefix: string) =>
          some.map((each, n) => ({ id: `${prefix}${n}`, kind: 'task', ...each }));
        const definition = await definitionOf({
          name: 'etl',
          nodes: named(nodes, 'n'),
          finally: named(last, 'f'),
        });
        expect(unpackWorkflow(packWorkflow(definition))).toEqual(definition);
      }),
    );
  });

  it('leaves out every default of an inline task', async () => {
    const task = { kind: 'shell', spec: { command: 'true' } };
    const definition = await definitionOf({ name: 'etl', nodes: [{ id: 'a', kind: 'task', task }] });
    const stored = JSON.parse(packWorkflow(definition)) as { nodes: { task: object }[] };
    expect(stored.nodes[0]?.task).toEqual(task);
    const defaults = Object.keys(new TaskBodyDto()).filter((name) => !['kind', 'spec'].includes(name));
    expect(Object.keys((definition.nodes[0] as { task: object }).task)).toEqual(
      expect.arrayContaining(defaults),
    );
  });
});
