import { Injectable } from '@nestjs/common';
import { isTerminal, isWorkflowGroup } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from '../persistence/stores/run-row.js';
import { WorkflowRunStore } from '../persistence/stores/workflow-run.store.js';
import { WaitingReader } from '../workflows/circles/waiting-reader.js';
import type { NameOf } from '../workflows/circles/waiting-workflows.js';
import type { WorkflowWaitView } from './run-snapshot.js';

/** Reads for whom of the workflow runs inside of it, or around it, a workflow run waits. */
@Injectable()
export class WorkflowWaitViews {
  constructor(
    private readonly workflowRuns: WorkflowRunStore,
    private readonly reader: WaitingReader,
  ) {}

  /** Undefined for other runs, and for those that are over. With `projects`, runs of others are not named. */
  async of(
    session: Session,
    run: RunRow,
    projects: readonly string[] | undefined,
  ): Promise<WorkflowWaitView | undefined> {
    if (!isWorkflowGroup(run.group_name) || isTerminal(run.state)) return undefined;
    const row = await this.workflowRuns.find(session, run.id);
    const waiting = await this.reader.read(session, row?.root_id ?? run.id);
    const inside = waiting.inside(run.id);
    const circle = waiting.circleOf(run.id);
    return {
      inside: inside.map(({ id }) => id),
      notBegun: inside.filter(({ state }) => state === 'pending').map(({ id }) => id),
      ...(circle && {
        circle: { text: waiting.tell(circle, run.id, namedFor(projects)), count: circle.length },
      }),
    };
  }
}

function namedFor(projects: readonly string[] | undefined): NameOf {
  return ({ id, name, project }) =>
    projects === undefined || projects.includes(project)
      ? `run ${id} of "${name}"`
      : 'a run of another project';
}
