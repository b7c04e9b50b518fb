import type { WorkflowValidationDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';

const yaml = `
# Loads what came in since yesterday
name: nightly
timeZone: Europe/Berlin
inputs:
  shops: {type: list, default: [berlin, paris]}
nodes:
  - id: each
    kind: map
    items: inputs.shops
    task: {kind: shell, spec: {command: 'echo "$shop"'}}
    params: {shop: '{{ item }}'}
  - id: sum
    kind: reduce
    map: each
    task: TASK
    dependsOn: [each]
finally:
  - {id: clean, kind: noop}
`;

/** Definitions of workflows: through the API alone. */
export function workflowsSuite(given: () => Installation): void {
  describe.concurrent('workflows', () => {
    const validate = (text: string, type: string) =>
      given().api.http.ask<WorkflowValidationDto>('POST', '/workflows/validate', {
        text,
        headers: { 'content-type': type },
      });

    it('in YAML are validated and planned, with the tasks that exist', async () => {
      const { name } = await given().api.shell('true');
      expect(await validate(yaml.replace('TASK', name), 'application/yaml')).toMatchObject({
        status: 200,
        body: {
          valid: true,
          problems: [],
          plan: { levels: [['each'], ['sum'], ['clean']], width: 1, criticalPath: { durationMs: 3 } },
        },
      });
    });

    it('that are broken are told everything that is wrong', async () => {
      const nodes = [
        { id: 'a', kind: 'task', task: 'nobody-has-this', dependsOn: ['b', 'x'] },
        { id: 'b', kind: 'noop', dependsOn: ['a'] },
        { id: 'c', kind: 'condition', when: 'process.exit()', then: ['d'] },
      ];
      const { status, body } = await validate(JSON.stringify({ name: 'broken', nodes }), 'application/json');
      expect([status, body.valid, body.plan]).toEqual([200, false, null]);
      expect(body.problems).toEqual([
        { pointer: '/nodes/0/dependsOn/1', detail: 'there is no node "x"' },
        { pointer: '/nodes/0/dependsOn/0', detail: 'makes a cycle: a -> b -> a' },
        { pointer: '/nodes/2/then/0', detail: 'there is no node "d"' },
        { pointer: '/nodes/2/when', detail: expect.stringContaining('speaks of "process"') as string },
        { pointer: '/nodes/0/task', detail: 'there is no task "nobody-has-this" in project "default"' },
      ]);
    });

    it('of 10 MB are refused, and of a fault in one field it is named', async () => {
      const huge = JSON.stringify({ name: 'x'.repeat(10_000_000) });
      expect((await validate(huge, 'application/json')).status).toBe(413);
      const odd = await validate('{"name":"odd","nodes":[{"id":"a","kind":"delay"}]}', 'application/json');
      expect(odd.body.problems.map(({ pointer }) => pointer)).toContain('/nodes/0/delayMs');
    });

    it('have a schema that everybody may read', async () => {
      const { http } = given().api;
      const answer = await http.ask('GET', '/schemas/workflow', { headers: { authorization: '' } });
      expect(answer).toMatchObject({ status: 200, body: { title: 'Orrery workflow' } });
    });
  });
}
