import type { PlannedWorkflowDto, WorkflowAnalysisDto, WorkflowRunComparisonDto } from '@orrery/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../installation/api-client.js';
import type { Installation } from '../installation/installation.js';
import { shellNode, WorkflowApi } from '../installation/workflow-api.js';

/** What runs of workflows tell of them, with real workers: through the API alone. */
export function workflowAnalysisSuite(given: () => Installation): void {
  describe.concurrent('the analysis of workflows', () => {
    let flows: WorkflowApi;
    beforeAll(() => {
      flows = new WorkflowApi(given().api.http);
    });

    const through = async (workflowId: string) => {
      const { id } = await flows.trigger(workflowId);
      await flows.reach(id, 'succeeded');
      return id;
    };
    const chain = [shellNode('quick', 'true'), shellNode('slow', 'sleep 0.5', ['quick'])];
    const refused = async (path: string) => {
      const { status, body } = await flows.http.ask<Problem>('GET', path);
      return [status, [...new Set(body.errors?.map(({ pointer }) => pointer))]];
    };

    it('says where the time goes, plans by it, and compares two runs', async () => {
      const workflowId = await flows.create([...chain, shellNode('last', 'true', ['slow'])]);
      const plan = () => flows.http.must<PlannedWorkflowDto>('GET', `/workflows/${workflowId}/plan`);
      expect(await plan()).toMatchObject({ expectedMs: 3, runsLookedAt: 0 });
      const [one, two] = [await through(workflowId), await through(workflowId)];

      const told = await flows.http.must<WorkflowAnalysisDto>('GET', `/workflows/${workflowId}/analysis`);
      expect(told).toMatchObject({
        workflowId,
        version: 1,
        runsLookedAt: 2,
        ends: { succeeded: 2, failed: 0 },
        successRate: 1,
      });
      expect(told.nodes).toHaveLength(3);
      const slow = told.nodes.find(({ nodeId }) => nodeId === 'slow')!;
      expect(slow).toMatchObject({ kind: 'task', runs: 2, onCriticalPath: 2, retriedShare: 0 });
      expect(slow.running!.p50Ms).toBeGreaterThanOrEqual(450);
      expect(told.durations!.p50Ms).toBeGreaterThanOrEqual(slow.running!.p50Ms);
      expect(told.times.workingMs).toBeGreaterThanOrEqual(900);

      const planned = await plan();
      expect(planned).toMatchObject({ runsLookedAt: 2, criticalPath: { nodes: ['quick', 'slow', 'last'] } });
      expect(planned.expectedMs).toBeGreaterThanOrEqual(450);

      const path = `/workflow-runs/${two}/compare?with=${one}`;
      const compared = await flows.http.must<WorkflowRunComparisonDto>('GET', path);
      expect(compared).toMatchObject({ run: { id: two }, with: { id: one }, onlyInRun: [], onlyInWith: [] });
      for (const { criticalPath } of [compared.run, compared.with]) {
        expect(criticalPath.map(({ nodeId }) => nodeId)).toEqual(['quick', 'slow', 'last']);
      }
      expect(compared.nodes.map(({ nodeId }) => nodeId)).toEqual(['quick', 'slow', 'last']);
      expect(compared.differenceMs).toBe(compared.run.durationMs! - compared.with.durationMs!);
    });

    it('refuses what it cannot look at', async () => {
      const workflowId = await flows.create([shellNode('a', 'true')]);
      const foreign = await through(await flows.create([shellNode('a', 'true')]));
      const run = await through(workflowId);
      const analysis = `/workflows/${workflowId}/analysis`;
      expect(await refused(`${analysis}?last=1001`)).toEqual([422, ['/last']]);
      expect(await refused(`${analysis}?from=yesterday`)).toEqual([422, ['/from']]);
      const day = '2026-01-01T00:00:00Z';
      expect(await refused(`${analysis}?from=${day}&to=${day}`)).toEqual([422, ['/to']]);
      expect((await refused(`${analysis}?version=2`))[0]).toBe(404);
      expect((await refused('/workflows/nothing/analysis'))[0]).toBe(404);
      expect(await refused(`/workflow-runs/${run}/compare`)).toEqual([422, ['/with']]);
      expect(await refused(`/workflow-runs/${run}/compare?with=${foreign}`)).toEqual([422, ['/with']]);
      expect((await refused(`/workflow-runs/nothing/compare?with=${run}`))[0]).toBe(404);
    });
  });
}
