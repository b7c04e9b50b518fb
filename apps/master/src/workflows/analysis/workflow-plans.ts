import { Injectable } from '@nestjs/common';
import type { PlannedWorkflowDto } from '@orrery/contracts';
import { planWorkflow } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { median } from 'simple-statistics';
import { AnalysedVersions } from './analysed-versions.js';
import { EndedRunReader } from './ended-run-reader.js';

/** Workflow runs by which durations are foretold. */
const runsLookedAt = 20;

/** Plans workflows by how long their nodes ran. */
@Injectable()
export class WorkflowPlans {
  constructor(
    private readonly database: Database,
    private readonly versions: AnalysedVersions,
    private readonly reader: EndedRunReader,
  ) {}

  /** Of the newest version, or of the one named. @throws NotFoundError */
  async of(workflowId: string, named: number | undefined): Promise<PlannedWorkflowDto> {
    const { version, definition, graph } = await this.database.run((session) =>
      this.versions.planned(session, workflowId, named),
    );
    const samples = graph.nodes.all.map((): number[] => []);
    let runs = 0;
    const scope = { workflowId, version, states: ['succeeded'] as const };
    for await (const { ran } of this.reader.read(scope, samples.length, runsLookedAt)) {
      for (const [number, { runningMs }] of ran) samples[number]!.push(runningMs);
      runs += 1;
    }
    const expected = expectedMs(samples);
    const ids = graph.nodes.all.map(({ node }) => node.id);
    const plan = planWorkflow(definition, new Map(ids.map((id, number) => [id, expected[number]!])));
    return {
      ...plan,
      expectedMs: plan.criticalPath.durationMs,
      runsLookedAt: runs,
      nodes: ids.map((nodeId, number) => ({
        nodeId,
        expectedMs: expected[number]!,
        runs: samples[number]!.length,
      })),
    };
  }
}

/** By node, its usual duration; what is not known counts as the median of the others, or 1. */
export function expectedMs(samples: readonly (readonly number[])[]): number[] {
  const known = samples.map((values) => (values.length === 0 ? undefined : Math.round(median([...values]))));
  const others = known.filter((ms) => ms !== undefined);
  const usual = others.length === 0 ? 1 : Math.round(median(others));
  return known.map((ms) => ms ?? usual);
}
