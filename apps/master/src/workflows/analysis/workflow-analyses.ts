import { Injectable } from '@nestjs/common';
import type { WorkflowAnalysisDto, WorkflowAnalysisQuery } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { AnalysedVersions } from './analysed-versions.js';
import { EndedRunReader, mostRunsOf } from './ended-run-reader.js';
import { WorkflowDigest } from './workflow-digest.js';

const usualRuns = 100;

/** Says of a workflow how its runs went, and which nodes take their time. */
@Injectable()
export class WorkflowAnalyses {
  constructor(
    private readonly database: Database,
    private readonly versions: AnalysedVersions,
    private readonly reader: EndedRunReader,
  ) {}

  /** @throws NotFoundError, or InvalidError when no time is between `from` and `to` */
  async of(workflowId: string, query: WorkflowAnalysisQuery): Promise<WorkflowAnalysisDto> {
    const between = timesOf(query);
    const { version, definition, graph } = await this.database.run((session) =>
      this.versions.ran(session, workflowId, query.version),
    );
    const nodes = graph.nodes.all.length;
    const digest = new WorkflowDigest(graph);
    const runs = this.reader.read({ workflowId, version, ...between }, nodes, query.last ?? usualRuns);
    for await (const run of runs) digest.add(run);
    return {
      workflowId,
      workflowName: definition.name,
      version,
      mostRuns: mostRunsOf(nodes),
      ...digest.told(),
    };
  }
}

function timesOf({ from, to }: WorkflowAnalysisQuery): { readonly from?: Date; readonly to?: Date } {
  if (from !== undefined && to !== undefined && new Date(from) >= new Date(to)) {
    throw InvalidError.field('/to', 'must be after `from`');
  }
  return { ...(from && { from: new Date(from) }), ...(to && { to: new Date(to) }) };
}
