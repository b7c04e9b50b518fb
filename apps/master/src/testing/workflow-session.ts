import type { CallReply, CallRequest, DispatchMessage, NodeRunDto, WorkflowRunDto } from '@orrery/contracts';
import type { AttemptOutcome, WorkflowRunState } from '@orrery/domain';
import { expect, vi } from 'vitest';
import type { MasterClient } from './master-client.js';
import type { ScriptedWorker } from './scripted-worker.js';
import type { UsedMasters } from './use-masters.js';

const actor = 'test';
const waiting = { timeout: 20_000, interval: 20 };

/** How a test has a run end; `wait` leaves it running. */
export interface Fate {
  readonly outcome?: AttemptOutcome | 'wait';
  readonly result?: unknown;
}

/** Lets the nodes with these ids fail, or what undoes them: `compensate`. */
export function failing(...ids: readonly string[]): (message: DispatchMessage) => Fate {
  return ({ taskName }) => (ids.some((id) => taskName.endsWith(`.${id}`)) ? { outcome: 'failed' } : {});
}

/** A worker that ends every run as the test says, and a client for workflows. */
export class WorkflowSession {
  /** Names of the tasks that were run, in their order. */
  readonly ran: string[] = [];
  readonly params: Record<string, unknown>[] = [];
  fateOf: (message: DispatchMessage) => Fate = () => ({});
  #worker!: ScriptedWorker;

  private constructor(
    readonly client: MasterClient,
    private readonly masters: UsedMasters,
  ) {}

  static async start(masters: UsedMasters): Promise<WorkflowSession> {
    const session = new WorkflowSession(masters.client(), masters);
    await session.#begin();
    return session;
  }

  async #begin(): Promise<void> {
    this.#worker = await this.masters.worker(this.client.group, (message) => this.#run(message));
    this.#worker.slots = 50;
    await this.#worker.up();
  }

  async #run(message: DispatchMessage): Promise<void> {
    const granted = message.idempotent ? [message.runId] : await this.#worker.claim(message);
    if (granted.length === 0) return;
    this.ran.push(message.taskName);
    this.params.push(message.params);
    const { outcome = 'succeeded', result = null } = this.fateOf(message);
    if (outcome === 'wait') return;
    await this.#worker.report({ ...this.#worker.ending(message, outcome), result } as never);
  }

  get worker(): ScriptedWorker {
    return this.#worker;
  }

  /** An inline task for this session's worker. */
  task(over: object = {}): object {
    return { kind: 'shell', spec: { command: 'true' }, group: this.client.group, ...over };
  }

  node(id: string, dependsOn: readonly string[] = [], over: object = {}): object {
    return { id, kind: 'task', task: this.task(), dependsOn, ...over };
  }

  async create(nodes: readonly object[], over: object = {}): Promise<string> {
    const body = { name: this.client.name(), nodes, ...over };
    return (await this.client.calls.call('workflow.create', { body, actor })).id;
  }

  trigger(
    workflowId: string,
    body: Partial<CallRequest<'workflowRun.trigger'>['body']> = {},
  ): Promise<WorkflowRunDto> {
    return this.client.calls.call('workflowRun.trigger', {
      workflowId,
      body: { inputs: {}, ...body },
      actor,
    });
  }

  /** Creates a workflow and starts a run of it. */
  async run(
    nodes: readonly object[],
    over: object = {},
    inputs: Record<string, unknown> = {},
  ): Promise<string> {
    return (await this.trigger(await this.create(nodes, over), { inputs })).id;
  }

  get(id: string): Promise<WorkflowRunDto> {
    return this.client.calls.call('workflowRun.get', { id });
  }

  async reach(id: string, state: WorkflowRunState): Promise<WorkflowRunDto> {
    return vi.waitFor(async () => {
      const run = await this.get(id);
      expect(run.state).toBe(state);
      return run;
    }, waiting);
  }

  async nodes(id: string): Promise<Map<string, NodeRunDto>> {
    const { items } = await this.client.calls.call('workflowRun.nodes', { id, query: { limit: 500 } });
    return new Map(items.map((item) => [item.nodeId, item]));
  }

  async states(id: string): Promise<Record<string, string>> {
    return Object.fromEntries([...(await this.nodes(id))].map(([nodeId, { state }]) => [nodeId, state]));
  }

  /** Waits until the node has the state. */
  async reachNode(id: string, nodeId: string, state: NodeRunDto['state']): Promise<NodeRunDto> {
    return vi.waitFor(async () => {
      const node = (await this.nodes(id)).get(nodeId)!;
      expect(node.state).toBe(state);
      return node;
    }, waiting);
  }

  do(name: 'workflowRun.pause' | 'workflowRun.resume', id: string): Promise<CallReply<'workflowRun.pause'>> {
    return this.client.calls.call(name, { id, actor });
  }
}
