import { Injectable } from '@nestjs/common';
import type { TriggerWorkflowDto, WorkflowRunDto } from '@orrery/contracts';
import { ConflictError, InvalidError, resolveInputs } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { WorkflowStore } from '../../persistence/stores/workflow.store.js';
import { RunTrigger } from '../../runs/run-trigger.js';
import { mustFind } from '../present-workflow.js';
import { WorkflowRunViews } from './workflow-run-views.js';

/** Starts runs of workflows because somebody asked for them. */
@Injectable()
export class WorkflowTrigger {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowStore,
    private readonly runs: RunTrigger,
    private readonly views: WorkflowRunViews,
  ) {}

  /** Committed when this resolves. @throws InvalidError naming the inputs; ConflictError while the workflow is paused. */
  async trigger(workflowId: string, body: TriggerWorkflowDto, requestKey?: string): Promise<WorkflowRunDto> {
    const { definition, state } = await this.database.run((session) =>
      mustFind(this.workflows, session, workflowId),
    );
    if (state === 'paused') {
      throw new ConflictError(`Workflow "${definition.name}" is paused; resume it to start runs.`);
    }
    const inputs = resolveInputs(definition.inputs, body.inputs);
    if (inputs.kind === 'refused') {
      const [first] = inputs.errors;
      throw new InvalidError(
        `${first!.pointer.slice(1).replaceAll('/', '.')}: ${first!.detail}`,
        inputs.errors,
      );
    }
    const { priority, dueAt } = body;
    const item = { params: body.inputs, ...(priority && { priority }), ...(dueAt && { dueAt }) };
    const [run] = await this.runs.trigger(workflowId, [item], { requestKey });
    return this.views.get(run!.id);
  }
}
