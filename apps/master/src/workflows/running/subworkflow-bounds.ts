import { Injectable } from '@nestjs/common';
import { workflowTask, type WorkflowDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { LimitBook } from '../../dispatching/limits/limit-book.js';
import { WorkflowRunStore, type WorkflowRunAround } from '../../persistence/stores/workflow-run.store.js';
import { NodeFault } from './node-fault.js';
import { SubworkflowSlots } from './subworkflow-slots.js';
import type { WorkflowStep } from './workflow-step.js';

/** Workflow runs inside of each other. */
const mostDepth = 10;
/** Workflow runs inside of one outermost, at any depth. */
const mostInside = 1_000;

/** A workflow that is to run as a node of another. */
export interface InnerWorkflow {
  readonly id: string;
  readonly definition: WorkflowDefinition;
  /** What the node calls it. */
  readonly text: string;
}

/** Refuses workflows inside of others that would have no end, or never a beginning. */
@Injectable()
export class SubworkflowBounds {
  constructor(
    private readonly workflowRuns: WorkflowRunStore,
    private readonly limits: LimitBook,
    private readonly slots: SubworkflowSlots,
  ) {}

  /** Counts a workflow run that is about to be made. @throws NodeFault when it may not be. */
  async enter(session: Session, step: WorkflowStep, inner: InnerWorkflow): Promise<void> {
    if (step.row.depth >= mostDepth) {
      throw refused(`workflows nest ${mostDepth} deep at most: does "${inner.text}" run itself?`);
    }
    const around = [step.row, ...(await this.workflowRuns.around(session, step.row))];
    this.#mayStart(inner, around);
    await this.#mayReserve(session, inner, around);
    const rootId = step.row.root_id ?? step.row.run_id;
    const inside = step.inside.get(rootId) ?? (await this.workflowRuns.countInside(session, rootId));
    if (inside >= mostInside) {
      throw refused(
        `a workflow run has ${mostInside} others inside of it at most, at all depths together: does "${inner.text}" run itself?`,
      );
    }
    step.inside.set(rootId, inside + 1);
  }

  /** What it is inside of waits for its end, and gives back no slot before: where these have all slots, it would wait for ever. */
  #mayStart({ id, definition, text }: InnerWorkflow, around: readonly WorkflowRunAround[]): void {
    const task = workflowTask(definition);
    const limits = this.limits.limitsOf({ task_id: id, project: definition.project }, task);
    const narrowest = limits
      .filter(({ slots }) => slots > 0)
      .sort((one, other) => one.slots - other.slots)[0];
    if (!narrowest) return;
    const taken = around.filter(({ workflow_id }) => workflow_id === id).length;
    if (taken < narrowest.slots) return;
    const by = narrowest.kind === 'task' ? 'its maxConcurrent' : `pool "${narrowest.name}"`;
    throw refused(
      `workflow "${text}" could never start: ${by} allows ${narrowest.slots} at once, and those it would run inside of are as many`,
    );
  }

  /** The same of slots that these have reserved: they use them on and on, or lose them only when they have not for long. */
  async #mayReserve(
    session: Session,
    { definition, text }: InnerWorkflow,
    around: readonly WorkflowRunAround[],
  ): Promise<void> {
    const aroundIds = around.map(({ run_id }) => run_id);
    const lack = await this.slots.lacking(session, definition.reserve ?? [], aroundIds);
    if (!lack) return;
    const { wish, slots, kept } = lack;
    throw refused(
      `workflow "${text}" could never start: it reserves ${wish.slots} slot(s) of group "${wish.group}", and of the ${slots} that this group has, those it would run inside of have reserved ${kept}`,
    );
  }
}

function refused(message: string): NodeFault {
  return new NodeFault('refused', message);
}
