import { Injectable } from '@nestjs/common';
import { isTerminal, NodeStates, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { nodeRunId, NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import { WorkflowAuditStore } from '../../persistence/stores/workflow-audit.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import type { WorkflowNews } from '../running/workflow-news.js';
import { WorkflowVersions } from '../running/workflow-versions.js';
import { missedNews, type OpenNode } from './missed-news.js';

/** What is wrong with an open workflow run. */
export type WorkflowFinding =
  /** Its run has ended without it; undefined: it is gone. */
  | { readonly kind: 'run-over'; readonly state: RunState | undefined }
  /** It was not told these, or nobody would look at it any more. */
  | { readonly kind: 'untold'; readonly news: readonly WorkflowNews[] };

const nodesAtOnce = 1_000;
/** Nodes whose time is up are looked at within a second, where masters live. */
const overdueAfterMs = 60_000;
const lookAtAll: WorkflowNews = { kind: 'look', nodeId: null };

/** Compares open workflow runs with what they wait for. */
@Injectable()
export class WorkflowAudit {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly store: WorkflowAuditStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** By id; those that are as they should be are missing. What is found without their locks may be out of date. */
  async findingsOf(
    session: Session,
    rows: readonly WorkflowRunRow[],
    now: Date,
  ): Promise<Map<string, WorkflowFinding>> {
    const ids = rows.map((row) => row.run_id);
    const awake = await this.store.awake(session, ids);
    const runs = await this.store.runStates(session, ids);
    const findings = new Map<string, WorkflowFinding>();
    for (const row of rows) {
      const runState = runs.get(row.run_id);
      if (runState === undefined || isTerminal(runState)) {
        // What is being stopped already ends by itself.
        if (row.control !== 'stop') findings.set(row.run_id, { kind: 'run-over', state: runState });
        else await this.#judge(session, row, awake, now, findings);
      } else if (runState === 'running') await this.#judge(session, row, awake, now, findings);
    }
    return findings;
  }

  async #judge(
    session: Session,
    row: WorkflowRunRow,
    awake: ReadonlySet<string>,
    now: Date,
    findings: Map<string, WorkflowFinding>,
  ): Promise<void> {
    const { news, isIdle } = await this.#untold(session, row, now);
    const isUnseen = isIdle && row.control !== 'pause' && !awake.has(row.run_id);
    const all = isUnseen ? [...news, lookAtAll] : news;
    if (all.length > 0) findings.set(row.run_id, { kind: 'untold', news: all });
  }

  /** `isIdle`: there is something that goes on only when somebody looks. */
  async #untold(session: Session, row: WorkflowRunRow, now: Date) {
    const nodes = row.started_at === null ? [] : await this.#openNodes(session, row);
    const before = new Date(now.getTime() - overdueAfterMs);
    const missed = nodes.map((node) => missedNews(node, before));
    return {
      news: missed.flatMap((each) => (each.kind === 'news' ? each.news : [])),
      isIdle: nodes.length === 0 || missed.some((each) => each.kind === 'idle'),
    };
  }

  async #openNodes(session: Session, row: WorkflowRunRow): Promise<OpenNode[]> {
    const states = NodeStates.read(row.states);
    const numbers = states.numbers('running', 'compensating');
    const found: OpenNode[] = [];
    for (let start = 0; start < numbers.length; start += nodesAtOnce) {
      const some = numbers.slice(start, start + nodesAtOnce);
      found.push(...(await this.#nodesOf(session, row, states, some)));
    }
    return found;
  }

  async #nodesOf(
    session: Session,
    run: WorkflowRunRow,
    states: NodeStates,
    numbers: readonly number[],
  ): Promise<OpenNode[]> {
    const { graph } = await this.versions.get(session, run.workflow_id, run.version);
    const rowIds = numbers.map((number) => nodeRunId(run.run_id, number));
    const rows = await this.nodes.findAll(session, rowIds);
    const nodes = numbers.map((number, at) => {
      const isUndoing = states.of(number) === 'compensating';
      const row = rows.get(rowIds[at]!);
      const runId = (isUndoing ? row?.undo_run_id : row?.run_id) ?? null;
      return { nodeId: graph.nodes.all[number]!.node.id, isUndoing, row, runId };
    });
    const runIds = nodes.map(({ runId }) => runId).filter((id) => id !== null);
    const runs = await this.store.runStates(session, runIds);
    const found: OpenNode[] = [];
    for (const { runId, ...node } of nodes) {
      const items = node.isUndoing ? undefined : await this.#itemsOf(session, node.row);
      found.push({ ...node, runState: runId === null ? undefined : runs.get(runId), items });
    }
    return found;
  }

  async #itemsOf(session: Session, row: NodeRunRow | undefined): Promise<OpenNode['items']> {
    if (!row || row.total === null) return undefined;
    if (await this.store.hasOpenItem(session, row.id)) return { isOpen: true, succeeded: 0 };
    return { isOpen: false, succeeded: await this.store.succeededItems(session, row.id) };
  }
}
