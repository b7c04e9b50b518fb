import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { given } from '../../testing/specimens.js';
import { workflowOf } from '../../testing/workflow-specimens.js';
import { nodeTaskId } from '../../workflows/node-task-id.js';
import { WorkflowRecords } from '../../workflows/workflow-records.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { NodeTaskStore } from './node-task.store.js';
import { TaskStore } from './task.store.js';
import { WorkflowReferenceStore } from './workflow-reference.store.js';
import { WorkflowTaskStore } from './workflow-task.store.js';
import { WorkflowVersionStore } from './workflow-version.store.js';
import { WorkflowStore, type Workflow } from './workflow.store.js';

const workflows = new WorkflowStore();
const versions = new WorkflowVersionStore();
const references = new WorkflowReferenceStore();
const tasks = new TaskStore();
const records = new WorkflowRecords(
  workflows,
  versions,
  references,
  new NodeTaskStore(),
  new WorkflowTaskStore(),
);

const shell = { kind: 'shell', spec: { command: 'true' } };
const tables = ['workflow', 'workflow_version', 'workflow_reference', 'task', 'task_version'];

describe.each(['mysql', 'sqlite'] as const)('workflows that are kept, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  beforeEach(() =>
    database.transaction(async (session) => {
      for (const table of tables) await session.execute(`DELETE FROM ${table}`);
    }),
  );

  const inserted = async (body: object, over: Partial<Workflow> = {}) => {
    const workflow = await workflowOf(body, over);
    await database.transaction((session) => records.insert(session, workflow, 'ada'));
    return workflow;
  };
  const find = (id: string) => database.run((session) => workflows.find(session, id));
  const nextOf = (workflow: Workflow, over: Partial<Workflow> = {}): Workflow => ({
    ...workflow,
    version: workflow.version + 1,
    updatedAt: new Date('2026-03-02T00:00:00.000Z'),
    ...over,
  });

  it('are found by id, by name, and in each version', async () => {
    const first = await inserted({ nodes: [{ id: 'a', kind: 'task', task: shell }] });
    const { definition } = await workflowOf({ description: 'later' });
    const second = nextOf(first, { definition, references: { tasks: { x: 't1' }, workflows: {} } });
    const isReplaced = await database.transaction((session) =>
      records.replace(session, second, 'bob', 'why'),
    );
    expect(isReplaced).toBe(true);
    expect(await find(first.id)).toEqual(second);
    await database.run(async (session) => {
      expect(await workflows.findByName(session, 'default', 'etl')).toEqual(second);
      expect(await workflows.findByName(session, 'other', 'etl')).toBeUndefined();
      const record = { version: 1, changedBy: 'ada', note: null, createdAt: first.createdAt };
      const { definition, references } = first;
      expect(await workflows.findVersion(session, first.id, 1)).toEqual({
        ...record,
        definition,
        references,
      });
      expect(await workflows.findVersion(session, first.id, 3)).toBeUndefined();
      const page = await versions.list(session, first.id, { limit: 1 });
      expect(page.items).toEqual([
        { version: 2, changedBy: 'bob', note: 'why', createdAt: '2026-03-02T00:00:00.000Z' },
      ]);
      const rest = await versions.list(session, first.id, { cursor: page.nextCursor! });
      expect(rest.items.map(({ version }) => version)).toEqual([1]);
    });
  });

  it('have each name once in a project', async () => {
    await inserted({});
    await inserted({ project: 'other' });
    await expect(inserted({})).rejects.toThrow('There is a workflow "etl" in project "default" already.');
  });

  it('are changed by one of two who saw the same version, and that one only', async () => {
    const first = await inserted({});
    const change = () => database.transaction((session) => records.replace(session, nextOf(first), 'ada'));
    expect([await change(), await change()]).toEqual([true, false]);
    const deleted = (version: number) =>
      database.transaction((session) => workflows.delete(session, { id: first.id, version }));
    expect([await deleted(1), await deleted(2), await deleted(2)]).toEqual([false, true, false]);
    expect(await find(first.id)).toBeUndefined();
    expect(await database.run((session) => workflows.findVersion(session, first.id, 2))).toBeDefined();
  });

  it('bring their inline tasks as versions of tasks that are not listed', async () => {
    const node = { id: 'a', kind: 'task', task: shell, compensate: { task: shell } };
    const first = await inserted({ nodes: [node] });
    await database.transaction((session) => records.replace(session, nextOf(first), 'ada'));
    const keys = (['task', 'compensate'] as const).flatMap((role) =>
      [1, 2].map((version) => ({ task_id: nodeTaskId(first.id, 'a', role), task_version: version })),
    );
    const found = await database.run((session) => tasks.findDefinitions(session, keys));
    expect(found.map(({ definition }) => definition.name).sort()).toEqual([
      ...['etl.a', 'etl.a'],
      ...['etl.a.compensate', 'etl.a.compensate'],
    ]);
    expect((await database.run((session) => tasks.list(session, {}))).items).toEqual([]);
  });

  it('are listed without what they are made of, newest first', async () => {
    const made: Workflow[] = [];
    for (const name of ['a_1', 'a-2', 'b']) {
      made.push(await inserted({ name, finally: [{ id: 'f', kind: 'noop' }] }));
    }
    await database.run(async (session) => {
      await workflows.setState(session, made[1]!.id, 'paused', new Date());
      const names = async (query: object, projects?: string[]) =>
        (await workflows.list(session, query, projects)).items.map(({ name }) => name);
      expect(await names({})).toEqual(['b', 'a-2', 'a_1']);
      expect(await names({ search: 'a_' })).toEqual(['a_1']);
      expect(await names({ state: 'paused' })).toEqual(['a-2']);
      expect(await names({}, ['other'])).toEqual([]);
      const page = await workflows.list(session, { limit: 2 });
      expect(page.items[0]).toMatchObject({ name: 'b', nodeCount: 2, state: 'active' });
      expect(await names({ cursor: page.nextCursor! })).toEqual(['a_1']);
      expect(await workflows.idsOf(session, 'default', undefined, 1)).toEqual([made[1]!.id, made[0]!.id]);
    });
  });

  it('are known by their names before their ids, and say what uses them', async () => {
    const used = await inserted({ name: 'used' });
    const impostor = await inserted({ name: used.id });
    const users = { tasks: { x: 't1', y: 't1' }, workflows: { used: used.id } };
    await inserted({ name: 'user' }, { references: users });
    await inserted(
      { name: 'own' },
      { id: 'own-id', references: { tasks: {}, workflows: { own: 'own-id' } } },
    );
    await database.run(async (session) => {
      const known = await workflows.namesAndIds(session, 'default', ['used', used.id, 'nobody']);
      expect([...known].map(([text, { id }]) => [text, id]).sort()).toEqual(
        [
          ['used', used.id],
          [used.id, impostor.id],
        ].sort(),
      );
      const names = async (target: 'task' | 'workflow', id: string) =>
        (await references.usersOf(session, target, id, 9)).map(({ name }) => name);
      expect(await names('workflow', used.id)).toEqual(['user']);
      expect(await names('task', 't1')).toEqual(['user']);
      expect(await names('workflow', 'own-id')).toEqual([]);
      await references.replace(session, (await workflows.findByName(session, 'default', 'user'))!.id, {
        tasks: {},
        workflows: {},
      });
      expect(await names('workflow', used.id)).toEqual([]);
    });
  });

  it('resolve tasks by name before id', async () => {
    const task = given.task({}, { name: 'hello' });
    const impostor = given.task({}, { name: task.id });
    await database.transaction(async (session) => {
      for (const each of [task, impostor]) await tasks.insert(session, each, 'ada');
      const known = await tasks.namesAndIds(session, 'default', ['hello', task.id, impostor.id]);
      expect(Object.fromEntries(known)).toEqual({
        hello: task.id,
        [task.id]: impostor.id,
        [impostor.id]: impostor.id,
      });
    });
  });

  it('may have 10,000 nodes with two tasks of their own each', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, n) => ({
      id: `n${n}`,
      kind: 'task',
      task: shell,
      compensate: { task: shell },
    }));
    const made = await inserted({ nodes });
    const found = await find(made.id);
    expect(found?.definition.nodes.length).toBe(10_000);
    expect(found?.definition.nodes[9_999]).toEqual(made.definition.nodes[9_999]);
    const [row] = await database.run((session) =>
      session.select<{ rows: number }>('SELECT COUNT(*) AS `rows` FROM task_version WHERE task_id <> ?', [
        made.id,
      ]),
    );
    expect(Number(row?.rows)).toBe(20_000);
  });
});
