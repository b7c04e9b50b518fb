import { Injectable } from '@nestjs/common';
import { resolveInputs, workflowTask, type SubworkflowNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { WorkflowStore } from '../../persistence/stores/workflow.store.js';
import { NodeFault } from './node-fault.js';
import { NodeRunMaker } from './node-run-maker.js';
import { StepValues } from './step-values.js';
import { SubworkflowBounds } from './subworkflow-bounds.js';
import type { WorkflowStep } from './workflow-step.js';

/** Starts workflows as nodes of others. */
@Injectable()
export class SubworkflowStarter {
  constructor(
    private readonly workflows: WorkflowStore,
    private readonly values: StepValues,
    private readonly maker: NodeRunMaker,
    private readonly bounds: SubworkflowBounds,
  ) {}

  /** @throws NodeFault when there is no such workflow any more, it does not take the inputs, or a bound is reached. */
  async start(session: Session, step: WorkflowStep, number: number, node: SubworkflowNode): Promise<void> {
    const run = await this.#make(session, step, number, node, step.now);
    const untilAt = untilOf(node, step.now);
    step.begin(number, { run_id: run.id, until_at: untilAt, detail: JSON.stringify({ attempt: 1 }) });
    if (untilAt) step.wake(number, untilAt);
  }

  /** Starts it once more, after its workflow run failed. @throws NodeFault as `start`. */
  async again(
    session: Session,
    step: WorkflowStep,
    number: number,
    next: { readonly attempt: number; readonly dueAt: Date },
  ): Promise<void> {
    const node = step.node(number) as SubworkflowNode;
    const run = await this.#make(session, step, number, node, next.dueAt);
    const detail = JSON.stringify({ attempt: next.attempt });
    const untilAt = untilOf(node, next.dueAt);
    step.details.push({ id: step.rowId(number), run_id: run.id, until_at: untilAt, detail });
    if (untilAt) step.wake(number, untilAt);
  }

  async #make(
    session: Session,
    step: WorkflowStep,
    number: number,
    node: SubworkflowNode,
    dueAt: Date,
  ): Promise<RunRow> {
    const id = step.compiled.references.workflows[node.workflow] ?? node.workflow;
    const { version, definition } = await this.#find(session, id, node);
    const values = await this.values.of(session, step, step.compiled.needs(number));
    const inputs = resolveInputs(definition.inputs, values.render(node.inputs) as Record<string, unknown>);
    if (inputs.kind === 'refused') {
      const [{ pointer, detail }] = inputs.errors as [(typeof inputs.errors)[number]];
      throw new NodeFault(
        'refused',
        `workflow "${node.workflow}" does not take its inputs: ${pointer} ${detail}`,
      );
    }
    const task = { id, version, definition: workflowTask(definition), overrides: null };
    await this.bounds.enter(session, step, { id, definition, text: node.workflow });
    const { priority } = node;
    const order = { nodeId: node.id, part: 'own', task, params: inputs.values, priority } as const;
    const run = { ...this.maker.make(step, order), due_at: dueAt, eligible_at: dueAt };
    step.runs.push(run);
    return run;
  }

  async #find(session: Session, id: string, node: SubworkflowNode) {
    const gone = new NodeFault('refused', `the workflow "${node.workflow}" has been deleted`);
    const workflow = await this.workflows.find(session, id);
    if (!workflow) throw gone;
    if (node.version === undefined || node.version === workflow.version) return workflow;
    const found = await this.workflows.findVersion(session, id, node.version);
    if (found) return found;
    throw new NodeFault('refused', `the workflow "${node.workflow}" has no version ${node.version}`);
  }
}

/** Each attempt has the time for itself. */
function untilOf({ timeoutMs }: SubworkflowNode, beginsAt: Date): Date | null {
  return timeoutMs === undefined ? null : new Date(beginsAt.getTime() + timeoutMs);
}
