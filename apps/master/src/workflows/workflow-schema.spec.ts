import { CreateWorkflowDto, jsonSchemaOf, workflowNodeClasses } from '@orrery/contracts';
import { nodeKinds } from '@orrery/domain';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readWorkflow } from './read-workflow.js';

const schema = jsonSchemaOf(CreateWorkflowDto, {
  $id: 'urn:orrery:schema:workflow',
  title: 'Orrery workflow',
});
const accepts = new Ajv({ strict: true, strictTypes: false, validateFormats: false }).compile(schema);

const inline = { kind: 'shell', spec: { command: 'true' } };
const undo = { task: inline, params: { x: 1 } };
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`i${n}`, { type: 'string' }]));
const one = (node: object) => ({ name: 'etl', nodes: [{ id: 'a', ...node }] });

/** Bodies that are right, and then bodies that are wrong in one thing. */
const right: readonly object[] = [
  one({ kind: 'noop' }),
  one({ kind: 'noop', description: '', dependsOn: ['b'], triggerRule: 'always' }),
  one({
    kind: 'task',
    task: 'hello',
    params: { a: ['{{ 1 }}'] },
    pool: 'p',
    group: 'g',
    priority: 'low',
    timeoutMs: 5,
  }),
  one({ kind: 'task', task: { ...inline, retry: { maxAttempts: 2 }, labels: { a: 'b' } }, compensate: undo }),
  one({ kind: 'task', task: { kind: 'http', spec: { url: 'http://example.org' } } }),
  one({ kind: 'task', task: { kind: 'handler', spec: { handler: 'x' } } }),
  one({ kind: 'switch', cases: [{ when: 'true', to: ['b'] }], default: ['c'] }),
  one({ kind: 'condition', when: 'true', then: ['b'], else: [] }),
  one({ kind: 'subworkflow', workflow: 'other', inputs: {}, version: 2 }),
  one({ kind: 'map', task: 'hello', items: 'inputs.x', maxParallel: 4 }),
  one({ kind: 'map', task: inline, items: [1, 'a', null] }),
  one({ kind: 'reduce', task: 'hello', map: 'm' }),
  one({ kind: 'delay', delayMs: 1 }),
  one({ kind: 'waitUntil', until: '2026-03-01T00:00:00Z' }),
  one({ kind: 'approval', message: 'Go on?', approvers: ['ada'], deadlineMs: 5, onDeadline: 'skip' }),
  one({ kind: 'dependent', workflow: 'other', node: 'a', lookbackMs: 0, state: 'ended' }),
  one({ kind: 'event', event: 'e', match: { a: 1 } }),
  {
    ...one({ kind: 'noop' }),
    project: 'p',
    description: 'd',
    onFailure: 'continue',
    maxParallel: 2,
    timeZone: 'UTC',
    inputs: {
      a: { type: 'integer', default: 1, required: false, choices: [1], min: 0, max: 2, description: '' },
    },
    finally: [{ id: 'f', kind: 'noop' }],
  },
  { ...one({ kind: 'noop' }), inputs: many(200) },
];
const wrong: readonly object[] = [
  {},
  { name: 'etl', nodes: {} },
  { ...one({ kind: 'noop' }), color: 'red' },
  { ...one({ kind: 'noop' }), onFailure: 'maybe' },
  { ...one({ kind: 'noop' }), inputs: { a: {} } },
  { ...one({ kind: 'noop' }), inputs: { a: { type: 'text' } } },
  { ...one({ kind: 'noop' }), inputs: many(201) },
  { ...one({ kind: 'noop' }), inputs: { a: { type: 'string', choices: [] } } },
  one({}),
  one({ kind: 'magic' }),
  one({ kind: 'noop', delayMs: 5 }),
  one({ kind: 'noop', triggerRule: 'sometimes' }),
  one({ id: 'a b', kind: 'noop' }),
  one({ kind: 'task' }),
  one({ kind: 'task', task: '' }),
  one({ kind: 'task', task: 5 }),
  one({ kind: 'task', task: { kind: 'shell', spec: {} } }),
  one({ kind: 'task', task: { ...inline, project: 'p' } }),
  one({ kind: 'task', task: 'a', params: [] }),
  one({ kind: 'task', task: 'a', compensate: {} }),
  one({ kind: 'switch', cases: [] }),
  one({ kind: 'switch', cases: [{ to: [] }] }),
  one({ kind: 'map', task: 'a', items: 5 }),
  one({ kind: 'delay', delayMs: 0 }),
  one({ kind: 'approval', onDeadline: 'panic' }),
];

describe('the schema of workflows', () => {
  it.each(right)('accepts what the reader accepts (%#)', async (body) => {
    expect((await readWorkflow(body)).kind).toBe('read');
    expect(accepts(body), JSON.stringify(accepts.errors)).toBe(true);
  });

  it.each(wrong)('refuses what the reader refuses (%#)', async (body) => {
    expect((await readWorkflow(body)).kind).toBe('refused');
    expect(accepts(body)).toBe(false);
  });

  it('knows every kind of node', () => {
    expect(Object.keys(workflowNodeClasses)).toEqual([...nodeKinds]);
    const definitions = schema['definitions'] as Record<string, { properties: { kind: { enum: string[] } } }>;
    for (const [kind, { name }] of Object.entries(workflowNodeClasses)) {
      expect(definitions[name]?.properties.kind.enum).toEqual([kind]);
    }
  });
});
