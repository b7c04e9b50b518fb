import { describe, expect, it } from 'vitest';
import { answering } from '../testing/fake-services.js';
import { useGateway } from '../testing/use-gateway.js';
import { newWorkflow } from './workflow.examples.js';

const yaml = `
name: etl
inputs: &none {}
nodes:
  - {id: a, kind: noop}
  - id: b        # after a
    kind: noop
    description:
    dependsOn: [a]
    triggerRule: all_success
finally: []
`;

describe('workflows over HTTP', () => {
  const gateway = useGateway();
  const validate = (body: unknown, type = 'application/json', token = gateway.admin) =>
    gateway.ask('POST', '/api/v1/workflows/validate', { token, body, headers: { 'content-type': type } });
  const bodies = () => gateway.services.of('workflow.validate').map(({ body }) => body);

  it('hands a body on as it came, and the answer back', async () => {
    const problems = [{ pointer: '/nodes', detail: 'must have a node at least' }];
    gateway.services.on('workflow.validate', answering({ valid: false, problems, plan: null }));
    const told = await validate({ ...newWorkflow, color: 'red' });
    expect([told.status, told.body]).toMatchObject([200, { valid: false, problems, plan: null }]);
    expect(bodies()).toEqual([{ ...newWorkflow, color: 'red' }]);
    expect((await validate('[]')).status).toBe(200);
    expect((await validate('')).status).toBe(200);
    expect(bodies().slice(1)).toEqual([[], {}]);
  });

  it.each(['application/yaml', 'text/yaml; charset=utf-8', 'application/x-yaml'])(
    'takes %s',
    async (type) => {
      expect((await validate(yaml, type)).status).toBe(200);
      expect(bodies()).toEqual([
        {
          name: 'etl',
          inputs: {},
          nodes: [
            { id: 'a', kind: 'noop' },
            { id: 'b', kind: 'noop', description: null, dependsOn: ['a'], triggerRule: 'all_success' },
          ],
          finally: [],
        },
      ]);
    },
  );

  it('knows the project of a YAML body', async () => {
    const token = await gateway.userWith({ role: 'viewer', project: 'payroll' });
    expect((await validate('project: payroll', 'application/yaml', token)).status).toBe(200);
    expect((await validate('project: other', 'application/yaml', token)).status).toBe(403);
  });

  it.each([
    ['that breaks off', 'a: [', 400],
    ['with a key twice', 'a: 1\na: 2', 400],
    ['with an unknown alias', 'a: *b', 400],
    ['of two documents', 'a: 1\n---\nb: 2', 400],
    ['that merges', 'a: &a {b: 1}\nc: {<<: *a}', 400],
    ['that grows without end', bomb(), 413],
    ['whose aliases repeat long numbers', repeated('-1.2345678901234567e-300', 90_000), 413],
    ['whose aliases repeat escaped text', repeated('"' + '\\x01'.repeat(400) + '"', 1_000), 413],
    ['that contains itself', 'a: &a [*a]', 413],
    ['that nests without end', `a: ${'['.repeat(50_000)}`, 400],
    ['that nests deep', `a: ${'['.repeat(80)}${']'.repeat(80)}`, 422],
    ['with a prototype', '__proto__: {admin: true}', 422],
    ['with no number', 'a: .nan', 422],
    ['with a NUL character', 'a: "\\0"', 422],
    ['of 10 MB', `a: ${'x'.repeat(10_000_000)}`, 413],
  ])('refuses YAML %s', async (_, text, status) => {
    const told = await validate(text, 'application/yaml');
    expect([told.status, told.body.detail]).toEqual([status, expect.any(String)]);
    expect(told.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(bodies()).toEqual([]);
  });

  it('says where the YAML cannot be read', async () => {
    expect((await validate('a: 1\na: 2', 'application/yaml')).body.detail).toBe(
      'The YAML cannot be read: duplicated mapping key (2:1).',
    );
  });

  describe('imported', () => {
    const ask = (body: unknown, type = 'application/json', token = gateway.admin) =>
      gateway.ask('POST', '/api/v1/workflows/import', { token, body, headers: { 'content-type': type } });
    const imported = () => gateway.services.of('workflow.import').map(({ body }) => body);

    it.each([
      ['one document', 'name: a', { name: 'a' }],
      ['many documents', 'name: a\n---\nname: b\n---\n', [{ name: 'a' }, { name: 'b' }]],
      ['a list', '- name: a\n- name: b', [{ name: 'a' }, { name: 'b' }]],
      ['documents that are lists', '[{name: a}]\n---\n- name: b', [{ name: 'a' }, { name: 'b' }]],
      ['nothing', '---\n', []],
    ])('as YAML may be %s', async (_, text, body) => {
      expect((await ask(text, 'application/yaml')).status).toBe(200);
      expect(imported()).toEqual([body]);
    });

    it('must all be of projects in which the caller may write', async () => {
      const token = await gateway.userWith({ role: 'developer', project: 'payroll' });
      const [own, other] = [{ project: 'payroll' }, { project: 'other' }];
      expect((await ask([own, own], undefined, token)).status).toBe(200);
      for (const body of [[own, other], [own, {}], [own, { project: null }], [], other, [[other]]]) {
        expect((await ask(body, undefined, token)).status, JSON.stringify(body)).toBe(403);
      }
      expect((await ask('project: payroll\n---\nproject: other', 'application/yaml', token)).status).toBe(
        403,
      );
    });

    it('are refused when their documents together are too large', async () => {
      const document = `a: &a "${'x'.repeat(1_000)}"\nb: [${new Array(400).fill('*a').join(',')}]`;
      const told = await ask([document, document, document].join('\n---\n'), 'application/yaml');
      expect([told.status, told.body.detail]).toEqual([413, expect.stringContaining('its aliases')]);
    });
  });

  it('writes a body as it came, and asks for the permission of the project', async () => {
    const token = await gateway.userWith({ role: 'developer', project: 'payroll' });
    const body = { ...newWorkflow, project: 'payroll' };
    const create = (sent: object) => gateway.ask('POST', '/api/v1/workflows', { token, body: sent });
    expect((await create(body)).status).toBe(201);
    expect((await create(newWorkflow)).status).toBe(403);
    expect(gateway.services.of('workflow.create').map((call) => call.body)).toEqual([body]);
    expect((await create({ ...body, inputs: { constructor: {} } })).status).toBe(422);
  });

  it('answers 413 to 10 MB of JSON', async () => {
    expect((await validate({ name: 'x'.repeat(10_000_000) })).status).toBe(413);
  });

  it('takes YAML nowhere else', async () => {
    const headers = { 'content-type': 'application/yaml' };
    const told = await gateway.ask('POST', '/api/v1/tasks', {
      token: gateway.admin,
      body: 'name: x',
      headers,
    });
    expect([told.status, told.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('shows the schema to editors, which have no credential', async () => {
    const told = await gateway.ask('GET', '/api/v1/schemas/workflow');
    expect([told.status, told.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/schema\+json/),
    ]);
    expect(told.body).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      required: ['name', 'nodes'],
      definitions: {
        SwitchNodeDto: { required: expect.arrayContaining(['id', 'kind', 'cases']) as unknown },
      },
    });
  });
});

/** A list of as many aliases of one value. */
function repeated(value: string, times: number): string {
  return `a: &a ${value}\nb: [${new Array(times).fill('*a').join(',')}]`;
}

/** Nine levels of nine aliases each: some kilobytes that stand for 9^9 values. */
function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `l${n}: &l${n} [${new Array(9).fill(n ? `*l${n - 1}` : 'x').join(',')}]`,
  );
  return levels.join('\n');
}
