import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const numbers = Array.from({ length: 150 }, (_, n) => n);
const inputs = { list: { type: 'list', default: Array.from({ length: 8_000 }, (_, n) => n) } };
/** Some milliseconds each. */
const costly = (n: number) =>
  Array.from({ length: 8 }, (_, m) => `size(inputs.list.filter(x, x > ${n + m})) == ${7_999 - n - m}`).join(
    ' && ',
  );

describe('many nodes with costly expressions behind one', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  it('start bit by bit, so that no transaction takes long, and all in the end', async () => {
    const id = await session.run(
      [
        session.node('first'),
        ...numbers.map((n) => ({
          ...{ id: `c${n}`, kind: 'condition', when: costly(n), then: [`t${n}`], else: [] },
          dependsOn: ['first'],
        })),
        ...numbers.map((n) => ({ id: `t${n}`, kind: 'noop', dependsOn: [`c${n}`] })),
      ],
      { inputs },
    );
    const { progress } = await session.reach(id, 'succeeded');
    expect(progress).toMatchObject({ total: 301, succeeded: 301 });
    const ends = [...(await session.nodes(id)).values()].filter(({ nodeId }) => nodeId.startsWith('c'));
    // All that one transaction ends, it ends at one time.
    expect(new Set(ends.map(({ finishedAt }) => finishedAt)).size).toBeGreaterThan(1);
  }, 90_000);
});
