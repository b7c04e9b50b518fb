import type { WorkflowImportDto, WorkflowRunDto } from '@orrery/contracts';
import { isOpenWorkflowRun } from '@orrery/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  exampleFiles,
  type ExampleFile,
  type ExampleNode,
  type ExampleWorkflow,
} from '../installation/example-workflows.js';
import type { Installation } from '../installation/installation.js';
import { until } from '../installation/until.js';
import { WorkflowApi } from '../installation/workflow-api.js';

const yaml = { 'content-type': 'application/yaml' };
const files = exampleFiles();
/** By the published workflow that it has the shape of: how many nodes there are. */
const shapes = { montage: 47, epigenomics: 105, seismology: 101 };

/** The workflows of `examples/`: what users read and copy. */
export function examplesSuite(given: () => Installation): void {
  describe.concurrent('examples of workflows', () => {
    let flows: WorkflowApi;
    beforeAll(async () => {
      flows = new WorkflowApi(given().api.http);
      const body = { value: 'of the shop of the examples' };
      await flows.http.must('PUT', '/secrets/default/shop-password', { body });
    });

    it.each(files.map((file) => [file.path, file] as const))('%s ends as it says', async (_, file) => {
      for (const [index, workflowId] of (await importTwice(file)).entries()) {
        const run = await runToEnd(workflowId, file.workflows[index]!);
        expect([run.workflowName, run.state]).toEqual([file.workflows[index]!.name, file.ends]);
        if (file.path.startsWith('shapes/')) await expectAllInOrder(run, file.workflows[index]!);
      }
    });

    /** The second time changes nothing. */
    async function importTwice({ text, workflows }: ExampleFile): Promise<string[]> {
      const send = () =>
        flows.http.must<WorkflowImportDto>('POST', '/workflows/import', { text, headers: yaml });
      const first = await send();
      expect(first.items.map(({ name }) => name)).toEqual(workflows.map(({ name }) => name));
      expect((await send()).items).toEqual(first.items.map((item) => ({ ...item, result: 'unchanged' })));
      return first.items.map(({ id }) => id);
    }

    async function runToEnd(workflowId: string, workflow: ExampleWorkflow): Promise<WorkflowRunDto> {
      const { id } = await flows.trigger(workflowId);
      return until(
        `the example ${workflow.name} to end`,
        async () => {
          const run = await flows.get(id);
          if (!isOpenWorkflowRun(run.state)) return run;
          await answerNodes(id, workflow);
          return undefined;
        },
        60_000,
      );
    }

    /** Approves and publishes what nodes wait for. */
    async function answerNodes(runId: string, { nodes }: ExampleWorkflow): Promise<void> {
      if (!nodes.some(({ kind }) => kind === 'approval' || kind === 'event')) return;
      const found = await flows.nodes(runId);
      for (const { id, kind, event } of nodes) {
        const { state, detail } = found.get(id)!;
        if (state !== 'running') continue;
        if (kind === 'approval') await flows.act(runId, `nodes/${id}/approve`, { comment: 'as an example' });
        if (kind !== 'event') continue;
        const body = { name: event, payload: detail!['match'] };
        await flows.http.must('POST', '/events', { body });
      }
    }

    /** Every node has succeeded, and none has started before those it depends on had ended. */
    async function expectAllInOrder(run: WorkflowRunDto, { name, nodes }: ExampleWorkflow): Promise<void> {
      const found = await flows.nodes(run.id);
      expect(found.size).toBe(shapes[name as keyof typeof shapes]);
      expect(run.progress).toMatchObject({ total: nodes.length, succeeded: nodes.length });
      const early = nodes.flatMap(({ id, dependsOn = [] }: ExampleNode) =>
        dependsOn.filter((above) => found.get(above)!.finishedAt! > found.get(id)!.startedAt!),
      );
      expect(early).toEqual([]);
    }
  });
}
