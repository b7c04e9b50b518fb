import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedStatements, type AskedTransaction } from '../../testing/asked-statements.js';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const length = 30;

describe('what the database is asked for a node', () => {
  let asked: AskedStatements;

  beforeAll(async () => {
    asked = await AskedStatements.of(masters.databaseUrl);
  });
  afterAll(() => asked.close());

  /** The transactions that ended a node and started the next one. */
  async function runChain(over: (session: WorkflowSession) => Promise<object>): Promise<AskedTransaction[]> {
    await masters.start({ databaseUrl: asked.url });
    const session = await WorkflowSession.start(masters);
    const node = await over(session);
    const chain = Array.from({ length }, (_, n) => session.node(`n${n}`, n === 0 ? [] : [`n${n - 1}`], node));
    const id = await session.run(chain);
    await session.reach(id, 'succeeded');
    const ofNodes = asked.transactionsWith('INSERT INTO `node_run`');
    return ofNodes.filter((each) =>
      each.some((text) => text.includes(id) && text.includes('UPDATE node_run')),
    );
  }

  /** Of most: one may have met another and been run again. */
  const usually = (counts: readonly number[]) => [...counts].sort((a, b) => a - b)[counts.length >> 1];
  const statements = /(?:^|; )(?:START|SELECT|INSERT|UPDATE|DELETE|COMMIT)\b/g;
  const statementsOf = (transaction: AskedTransaction) => transaction.join('; ').match(statements)!.length;

  it('are two round trips with nine statements, for an inline task', async () => {
    const transactions = await runChain(() => Promise.resolve({}));
    expect(transactions.length).toBeGreaterThanOrEqual(length - 1);
    expect(usually(transactions.map((each) => each.length))).toBeLessThanOrEqual(2);
    expect(usually(transactions.map(statementsOf))).toBeLessThanOrEqual(9);
  });

  it('is one round trip more for a task by its name, in the version it has by then', async () => {
    const transactions = await runChain(async (session) => {
      const { id } = await session.client.task({ name: `light-${session.client.group}`, idempotent: true });
      return { task: id };
    });
    expect(transactions.length).toBeGreaterThanOrEqual(length - 1);
    expect(usually(transactions.map((each) => each.length))).toBeLessThanOrEqual(3);
    expect(usually(transactions.map(statementsOf))).toBeLessThanOrEqual(10);
  });
});
