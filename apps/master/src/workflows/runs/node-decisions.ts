import { Injectable } from '@nestjs/common';
import type { DecideApprovalDto, MarkNodeDto, WorkflowRunDto } from '@orrery/contracts';
import {
  branchTargets,
  ConflictError,
  ForbiddenError,
  hasEnded,
  isOpenWorkflowRun,
  type ApprovalNode,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import type { NodeResult } from '../running/node-start.js';
import { WorkflowControl } from './workflow-control.js';
import { WorkflowRunNodes } from './workflow-run-nodes.js';

/** What people decide about single nodes. */
@Injectable()
export class NodeDecisions {
  constructor(
    private readonly found: WorkflowRunNodes,
    private readonly nodes: NodeRunStore,
    private readonly control: WorkflowControl,
  ) {}

  /**
   * Ends a node that has not ended as if it had succeeded, or been skipped; its runs are cancelled.
   * @throws ForbiddenError for an approval that names who decides it; ConflictError before the workflow run begins.
   */
  async mark(id: string, nodeId: string, body: MarkNodeDto, actor: string): Promise<WorkflowRunDto> {
    const { state: outcome, comment, outputs } = body;
    const detail = { markedBy: actor, ...(comment !== undefined && { comment }) };
    const result: NodeResult = { outcome, detail, ...(outputs !== undefined && { outputs }) };
    return this.control.tell(id, async (session) => {
      const { node, rowId } = await this.#openNode(session, id, nodeId);
      if (node.kind === 'approval' && node.approvers.length > 0) throw decidedBy(node);
      if (branchTargets(node) && body.state === 'succeeded') throw choosesNothing(nodeId);
      const cancels = await this.nodes.openRunsOf(session, rowId);
      return { news: [{ kind: 'decided', nodeId, result }], cancels };
    });
  }

  /** @throws ForbiddenError for somebody whom the node does not ask. */
  async decide(
    id: string,
    nodeId: string,
    body: DecideApprovalDto,
    actor: string,
    username = actor,
  ): Promise<WorkflowRunDto> {
    return this.control.tell(id, async (session) => {
      const { node, state } = await this.#openNode(session, id, nodeId);
      if (node.kind !== 'approval' || state !== 'running') {
        throw new ConflictError(`Node "${nodeId}" of workflow run ${id} does not wait for an approval.`);
      }
      if (node.approvers.length > 0 && !node.approvers.includes(username)) {
        throw decidedBy(node);
      }
      return { news: [{ kind: 'decided', nodeId, result: resultOf(body, actor) }] };
    });
  }

  async #openNode(session: Session, id: string, nodeId: string) {
    const found = await this.found.find(session, id, nodeId);
    const { run, state } = found;
    if (run.started_at === null && isOpenWorkflowRun(run.state)) {
      throw new ConflictError(`Workflow run ${id} has not begun; decide about its nodes when it has.`);
    }
    if (hasEnded(state))
      throw new ConflictError(`Node "${nodeId}" of workflow run ${id} is ${state} already.`);
    return found;
  }
}

function decidedBy({ id, approvers }: ApprovalNode): ForbiddenError {
  return new ForbiddenError(`Node "${id}" is decided by ${approvers.join(', ')}.`);
}

function resultOf({ decision, comment }: DecideApprovalDto, actor: string): NodeResult {
  const detail = { decision, by: actor, ...(comment !== undefined && { comment }) };
  if (decision === 'approved') return { outcome: 'succeeded', outputs: detail, detail };
  const message = `rejected by ${actor}${comment === undefined ? '' : `: ${comment}`}`;
  return { outcome: 'failed', outputs: detail, detail, failure: { kind: 'rejected', message } };
}

/** All of its branches would go on. */
function choosesNothing(nodeId: string): ConflictError {
  return new ConflictError(
    `Node "${nodeId}" chooses among branches, which a mark does not: mark the nodes behind it.`,
  );
}
