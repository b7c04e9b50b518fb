import { Injectable } from '@nestjs/common';
import { NotFoundError } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { EndedWorkflowRunStore } from '../../persistence/stores/ended-workflow-run.store.js';
import { WorkflowStore, type Workflow } from '../../persistence/stores/workflow.store.js';
import { mustFind } from '../present-workflow.js';
import { WorkflowVersions, type CompiledWorkflow } from '../running/workflow-versions.js';

/** A version of a workflow to be looked at. */
export interface AnalysedVersion extends Pick<CompiledWorkflow, 'definition' | 'graph'> {
  readonly version: number;
}

/** Finds the version that a request is about. */
@Injectable()
export class AnalysedVersions {
  constructor(
    private readonly workflows: WorkflowStore,
    private readonly versions: WorkflowVersions,
    private readonly ended: EndedWorkflowRunStore,
  ) {}

  /** The version named, or the newest. @throws NotFoundError */
  async planned(session: Session, id: string, version: number | undefined): Promise<AnalysedVersion> {
    const workflow = await mustFind(this.workflows, session, id);
    return this.#get(session, workflow, version ?? workflow.version);
  }

  /** The version named, or the newest that has workflow runs that have ended; of none, the newest. @throws NotFoundError */
  async ran(session: Session, id: string, version: number | undefined): Promise<AnalysedVersion> {
    const workflow = await mustFind(this.workflows, session, id);
    const found = version ?? (await this.ended.newestVersion(session, id)) ?? workflow.version;
    return this.#get(session, workflow, found);
  }

  async #get(session: Session, { id, version: newest }: Workflow, version: number): Promise<AnalysedVersion> {
    if (version > newest) throw new NotFoundError(`Workflow "${id}" has no version ${version}.`);
    const { definition, graph } = await this.versions.get(session, id, version);
    return { definition, graph, version };
  }
}
