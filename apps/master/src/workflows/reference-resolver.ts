import { Injectable } from '@nestjs/common';
import { below, InvalidError, type FieldError, type WorkflowDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { ProjectService } from '../definitions/project.service.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { PoolStore } from '../persistence/stores/pool.store.js';
import type { WorkflowReferences } from '../persistence/stores/workflow-row.js';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { SecretReferences } from '../secrets/secret-references.js';
import { taskReferences } from './task-references.js';
import { workflowReferences, type PlacedWorkflow } from './workflow-references.js';

/** A workflow as it will be when it is written: others that are written with it may name it already. */
export interface ComingWorkflow {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly version: number;
}

/** What the names of a definition mean, and those that mean nothing. */
export interface ResolvedReferences {
  readonly references: WorkflowReferences;
  readonly problems: readonly FieldError[];
}

type Known = Pick<ComingWorkflow, 'id' | 'version'>;

/** Finds what a workflow uses and does not bring with it: its project, tasks and other workflows. */
@Injectable()
export class ReferenceResolver {
  constructor(
    private readonly projects: ProjectService,
    private readonly tasks: TaskStore,
    private readonly workflows: WorkflowStore,
    private readonly pools: PoolStore,
    private readonly secrets: SecretReferences,
  ) {}

  /**
   * In a transaction, what was found cannot be deleted until it ends.
   * @param id of the workflow itself.
   * @param coming workflows that are written together, this one included.
   */
  async resolve(
    session: Session,
    definition: WorkflowDefinition,
    id: string,
    coming: readonly ComingWorkflow[],
  ): Promise<ResolvedReferences> {
    try {
      await this.projects.mustExist(session, definition.project);
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      return { references: { tasks: {}, workflows: {}, secrets: {} }, problems: error.errors };
    }
    const tasks = await this.#tasks(session, definition);
    const workflows = await this.#workflows(session, definition, id, coming);
    const secrets = await this.#secrets(session, definition);
    return {
      references: { tasks: tasks.ids, workflows: workflows.ids, secrets: secrets.ids },
      problems: [
        ...tasks.problems,
        ...workflows.problems,
        ...secrets.problems,
        ...(await this.#missingPools(session, definition)),
      ],
    };
  }

  async #tasks(session: Session, definition: WorkflowDefinition): Promise<Found> {
    const { project } = definition;
    const placed = taskReferences(definition).flatMap(({ pointer, task }) =>
      typeof task === 'string' ? [{ pointer, task }] : [],
    );
    const wanted = new Set(placed.map(({ task }) => task));
    const known = await this.tasks.namesAndIds(session, project, [...wanted]);
    const problems = placed
      .filter(({ task }) => !known.has(task))
      .map(({ pointer, task }) => ({
        pointer,
        detail: `there is no task "${task}" in project "${project}"`,
      }));
    return { ids: Object.fromEntries(known), problems };
  }

  /** Those of tasks that are written in the workflow. */
  #secrets(session: Session, definition: WorkflowDefinition): Promise<Found> {
    const placed = taskReferences(definition).flatMap(({ pointer, task }) =>
      typeof task === 'string' ? [] : [{ pointer: below(pointer, 'secrets'), secrets: task.secrets }],
    );
    return this.secrets.resolve(session, definition.project, placed);
  }

  async #missingPools(session: Session, { nodes, finally: last }: WorkflowDefinition): Promise<FieldError[]> {
    const placed = [...placedPools(nodes, '/nodes'), ...placedPools(last, '/finally')];
    if (placed.length === 0) return [];
    const known = new Set((await this.pools.all(session)).map(({ name }) => name));
    return placed
      .filter(({ pool }) => !known.has(pool))
      .map(({ pointer, pool }) => ({ pointer, detail: `there is no pool "${pool}"` }));
  }

  async #workflows(
    session: Session,
    definition: WorkflowDefinition,
    id: string,
    coming: readonly ComingWorkflow[],
  ): Promise<Found> {
    const { project } = definition;
    const placed = workflowReferences(definition);
    const wanted = new Set(placed.map(({ workflow }) => workflow));
    const known = new Map<string, Known>(await this.workflows.namesAndIds(session, project, [...wanted]));
    for (const each of coming.filter((one) => one.project === project)) {
      for (const text of [each.id, each.name]) if (wanted.has(text)) known.set(text, each);
    }
    return {
      ids: Object.fromEntries([...known].map(([text, found]) => [text, found.id])),
      problems: placed.flatMap((each) => faultsOf(each, known.get(each.workflow), project, id)),
    };
  }
}

function placedPools(nodes: WorkflowDefinition['nodes'], pointer: string) {
  return nodes.flatMap((node, index) => {
    const pool = 'pool' in node ? node.pool : undefined;
    return pool === undefined ? [] : [{ pointer: below(pointer, index, 'pool'), pool }];
  });
}

interface Found {
  readonly ids: Readonly<Record<string, string>>;
  readonly problems: readonly FieldError[];
}

function faultsOf(
  { pointer, kind, workflow, version }: PlacedWorkflow,
  found: Known | undefined,
  project: string,
  self: string,
): FieldError[] {
  const at = below(pointer, 'workflow');
  if (!found) return [{ pointer: at, detail: `there is no workflow "${workflow}" in project "${project}"` }];
  if (kind === 'subworkflow' && found.id === self) {
    return [{ pointer: at, detail: 'is the workflow itself, which would run without end' }];
  }
  if (version === undefined || version <= found.version) return [];
  const detail = `workflow "${workflow}" has no version ${version}; its newest is ${found.version}`;
  return [{ pointer: below(pointer, 'version'), detail }];
}
