import { Injectable } from '@nestjs/common';
import type { NodeRunDetailsDto, NodeRunDto, RunDetailsDto } from '@orrery/contracts';
import { NotFoundError, whyNotStarted } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { NodeViewStore } from '../../persistence/stores/node-view.store.js';
import { RunService } from '../../runs/run.service.js';
import { nodeStatesOf } from './find-workflow-run.js';
import { MapDetails } from './map-details.js';
import { reasonOf } from './not-started-reason.js';
import { toNodeRunDto } from './node-run-dto.js';
import { WorkflowRunNodes, type FoundNode } from './workflow-run-nodes.js';

/** Single nodes of workflow runs with all that belongs to them. */
@Injectable()
export class NodeDetailViews {
  constructor(
    private readonly database: Database,
    private readonly nodes: WorkflowRunNodes,
    private readonly views: NodeViewStore,
    private readonly maps: MapDetails,
    private readonly runs: RunService,
  ) {}

  async get(id: string, nodeId: string): Promise<NodeRunDetailsDto> {
    const node = await this.database.run((session) => this.#node(session, id, nodeId));
    const run = node.runId === null ? null : await this.#run(node.runId);
    return { ...node, run, attempts: run ? await this.runs.attempts(run.id) : [] };
  }

  async #node(session: Session, id: string, nodeId: string) {
    const found = await this.nodes.find(session, id, nodeId);
    const view = await this.views.find(session, found.rowId);
    const dto = toNodeRunDto(found.node, found.state, view);
    const more = { reason: view ? null : whyNot(found), itemStates: null, omitted: [] };
    return view && found.node.kind === 'map'
      ? { ...dto, ...more, ...(await this.#map(session, found, dto)) }
      : { ...dto, ...more };
  }

  async #map(session: Session, { rowId, state }: FoundNode, { outputs }: NodeRunDto) {
    const { itemStates, outputs: given } = await this.maps.of(session, rowId, state);
    if (given === undefined) return { itemStates, outputs: null, omitted: ['outputs'] };
    return { itemStates, outputs: given.length > 0 ? given : outputs };
  }

  /** Runs go by their age, and may go before their node does. */
  async #run(id: string): Promise<RunDetailsDto | null> {
    return this.runs.get(id).catch((error: unknown) => {
      if (error instanceof NotFoundError) return null;
      throw error;
    });
  }
}

function whyNot({ run, graph, number }: FoundNode): string | null {
  const states = nodeStatesOf(run, graph.nodes.all.length);
  const why = whyNotStarted(graph, states, run.control === 'stop', number);
  return why ? reasonOf(graph, why) : null;
}
