import { Injectable } from '@nestjs/common';
import type { WorkflowDto } from '@orrery/contracts';
import { ConflictError, InvalidError, type FieldError, type WorkflowState } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { DefinitionContext } from '../definitions/definition-context.js';
import { toWorkflowDto, type WorkflowContent } from '../persistence/stores/workflow-row.js';
import { WorkflowStore, type Workflow } from '../persistence/stores/workflow.store.js';
import { mustFind, mustHaveVersion, outdated } from './present-workflow.js';
import { WorkflowDrafts } from './workflow-drafts.js';
import { refuseProblems } from './workflow-problems.js';
import { WorkflowRecords } from './workflow-records.js';

/** Changes workflows: every change is a version, and a workflow run keeps the version it was made with. */
@Injectable()
export class WorkflowService {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowStore,
    private readonly drafts: WorkflowDrafts,
    private readonly records: WorkflowRecords,
    private readonly context: DefinitionContext,
  ) {}

  async create(body: unknown, actor: string): Promise<WorkflowDto> {
    const draft = await this.drafts.readOne(body);
    const { project, name } = draft.definition;
    const id = newId();
    const createdAt = this.context.clock.now();
    const workflow = await this.database.transaction(async (session) => {
      const [content] = await this.drafts.settle(session, [
        { draft, itself: { id, project, name, version: 1 } },
      ]);
      const made: Workflow = {
        id,
        version: 1,
        state: 'active',
        ...content!,
        createdAt,
        updatedAt: createdAt,
      };
      await this.records.insert(session, made, actor);
      return made;
    });
    await this.context.events.changed('workflow', id, workflow.version);
    return toWorkflowDto(workflow);
  }

  async replace(
    id: string,
    body: unknown,
    ifVersion: number | undefined,
    actor: string,
  ): Promise<WorkflowDto> {
    const { definition: known } = await this.database.run((session) => mustFind(this.workflows, session, id));
    const { project, name } = known;
    const draft = await this.drafts.readOne(asItsOwn(body, { project, name }));
    const next = await this.database.transaction(async (session) => {
      const present = await mustFind(this.workflows, session, id);
      mustHaveVersion(present, ifVersion);
      const version = present.version + 1;
      const [content] = await this.drafts.settle(session, [
        { draft, itself: { id, project, name, version } },
      ]);
      return this.#write(session, present, content!, actor);
    });
    await this.context.events.changed('workflow', id, next.version);
    return toWorkflowDto(next);
  }

  /** Writes a former version once more, as the newest. */
  async rollBack(
    id: string,
    version: number,
    ifVersion: number | undefined,
    actor: string,
  ): Promise<WorkflowDto> {
    const next = await this.database.transaction(async (session) => {
      const present = await mustFind(this.workflows, session, id);
      mustHaveVersion(present, ifVersion);
      const former = await this.workflows.findVersion(session, id, version);
      if (!former) throw InvalidError.field('/version', `the workflow has no version ${version}`);
      const content = await this.#settleAgain(session, present, former);
      return this.#write(session, present, content, actor, `version ${version} again`);
    });
    await this.context.events.changed('workflow', id, next.version);
    return toWorkflowDto(next);
  }

  /** Of a paused workflow no new workflow runs start: what is scheduled is skipped, what waits goes on waiting. Those that run go on. */
  async setState(id: string, state: WorkflowState): Promise<WorkflowDto> {
    const workflow = await this.database.transaction(async (session) => {
      await this.records.setState(session, id, state, this.context.clock.now());
      return mustFind(this.workflows, session, id);
    });
    await this.context.pauses.runOnce();
    await this.context.events.changed('workflow', id, workflow.version);
    return toWorkflowDto(workflow);
  }

  /** What a former version names may be gone, or be something else by now. */
  async #settleAgain(
    session: Session,
    { id, version }: Workflow,
    { definition }: WorkflowContent,
  ): Promise<WorkflowContent> {
    const { project, name } = definition;
    const draft = { pointer: '', definition, problems: [] };
    const itself = { id, project, name, version: version + 1 };
    try {
      const [content] = await this.drafts.settle(session, [{ draft, itself }]);
      return content!;
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      throw new ConflictError(`The version uses what is not there any more: ${error.message}.`, error.errors);
    }
  }

  async #write(
    session: Session,
    present: Workflow,
    content: WorkflowContent,
    actor: string,
    note?: string,
  ): Promise<Workflow> {
    const updatedAt = this.context.clock.now();
    const next = { ...present, ...content, version: present.version + 1, updatedAt };
    if (!(await this.records.replace(session, next, actor, note))) throw outdated(present);
    return next;
  }
}

type Place = Pick<WorkflowContent['definition'], 'project' | 'name'>;

/** The body with the project and name that the workflow has and keeps. */
function asItsOwn(body: unknown, place: Place): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const given = body as Readonly<Record<string, unknown>>;
  const problems: FieldError[] = [];
  for (const field of ['project', 'name'] as const) {
    const said = given[field] ?? place[field];
    if (said === place[field]) continue;
    problems.push({ pointer: `/${field}`, detail: `is "${place[field]}" and cannot be changed` });
  }
  refuseProblems(problems);
  return { ...given, ...place };
}
