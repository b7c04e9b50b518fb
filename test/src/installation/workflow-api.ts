import type { NodeRunDto, WorkflowDto, WorkflowRunDto } from '@orrery/contracts';
import type { NodeState, WorkflowRunState } from '@orrery/domain';
import type { Answer, ApiClient, Ask, Problem } from './api-client.js';
import { freshName } from './orrery-api.js';
import { until } from './until.js';

/** Workflows and their runs as a user's program calls them. */
export class WorkflowApi {
  constructor(readonly http: ApiClient) {}

  async create(nodes: readonly object[], more: object = {}): Promise<string> {
    const body = { name: freshName('flow'), nodes, ...more };
    return (await this.http.must<WorkflowDto>('POST', '/workflows', { body })).id;
  }

  trigger(workflowId: string, asking: Ask = { body: { inputs: {} } }): Promise<WorkflowRunDto> {
    return this.http.must('POST', `/workflows/${workflowId}/runs`, asking);
  }

  /** Creates a workflow and starts a run of it. */
  async start(nodes: readonly object[], more: object = {}): Promise<string> {
    return (await this.trigger(await this.create(nodes, more))).id;
  }

  get(id: string): Promise<WorkflowRunDto> {
    return this.http.must('GET', `/workflow-runs/${id}`);
  }

  async nodes(id: string): Promise<Map<string, NodeRunDto>> {
    const path = `/workflow-runs/${id}/nodes?limit=200`;
    const { items } = await this.http.must<{ items: readonly NodeRunDto[] }>('GET', path);
    return new Map(items.map((node) => [node.nodeId, node]));
  }

  reach(id: string, state: WorkflowRunState): Promise<WorkflowRunDto> {
    return until(`workflow run ${id} to be ${state}`, async () => {
      return [await this.get(id)].find((run) => run.state === state);
    });
  }

  reachNode(id: string, nodeId: string, state: NodeState): Promise<NodeRunDto> {
    return until(`node ${nodeId} of ${id} to be ${state}`, async () => {
      const node = (await this.nodes(id)).get(nodeId)!;
      return node.state === state && node;
    });
  }

  /** Does something to a workflow run, whatever the answer. */
  act(id: string, action: string, body?: object): Promise<Answer<WorkflowRunDto & Problem>> {
    return this.http.ask('POST', `/workflow-runs/${id}/${action}`, { body });
  }
}

/** A node that runs a command. */
export function shellNode(id: string, command: string, dependsOn: readonly string[] = []): object {
  return { id, kind: 'task', task: { kind: 'shell', spec: { command }, killGraceMs: 500 }, dependsOn };
}

/** A node that waits for somebody. */
export function approvalNode(id: string, more: object = {}): object {
  return { id, kind: 'approval', message: 'Load it?', deadlineMs: 60_000, ...more };
}
