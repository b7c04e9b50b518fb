import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { ImportedWorkflowDto, ImportResult, WorkflowImportDto } from '@orrery/contracts';
import { ConflictError, InvalidError, VersionMismatchError, type FieldError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { DefinitionContext } from '../definitions/definition-context.js';
import type { WorkflowContent } from '../persistence/stores/workflow-row.js';
import { WorkflowStore, type Workflow } from '../persistence/stores/workflow.store.js';
import { outdated } from './present-workflow.js';
import { WorkflowDrafts, type ComingDraft, type WorkflowDraft } from './workflow-drafts.js';
import { refuseProblems } from './workflow-problems.js';
import { WorkflowRecords } from './workflow-records.js';

const mostWorkflows = 1_000;
/** Another change came first each time: that many at once are no accident. */
const mostTries = 10;

/** A draft, and what will come of it. */
interface Step extends ComingDraft {
  readonly result: ImportResult;
  readonly present?: Workflow;
}

/** Makes workflows be what somebody wrote down, known by their names: all of them, or none. */
@Injectable()
export class WorkflowImport {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowStore,
    private readonly drafts: WorkflowDrafts,
    private readonly records: WorkflowRecords,
    private readonly context: DefinitionContext,
  ) {}

  /** @param body a definition or a list of them, which may name each other in any order. */
  async import(body: unknown, actor: string): Promise<WorkflowImportDto> {
    const bodies: readonly unknown[] = Array.isArray(body) ? body : [body];
    if (bodies.length > mostWorkflows) {
      throw new InvalidError(`At most ${mostWorkflows} workflows can be imported at once.`, [
        { pointer: '', detail: `must be at most ${mostWorkflows} workflows` },
      ]);
    }
    const pointerOf = (index: number) => (Array.isArray(body) ? `/${index}` : '');
    const drafts = await this.drafts.read(
      bodies.map((each, index) => ({ pointer: pointerOf(index), body: each })),
    );
    refuseTwins(drafts);
    const items = await this.#write(drafts, actor);
    for (const { result, id, version } of items) {
      if (result !== 'unchanged') await this.context.events.changed('workflow', id, version);
    }
    return { items };
  }

  /** Whoever else has changed one of them meanwhile came first: nobody has asked for what was there before. */
  async #write(drafts: readonly WorkflowDraft[], actor: string): Promise<ImportedWorkflowDto[]> {
    for (let left = mostTries - 1; ; left -= 1) {
      try {
        return await this.database.transaction((session) => this.#apply(session, drafts, actor));
      } catch (error) {
        if (left === 0 || !isOvertaken(error)) throw error;
      }
    }
  }

  async #apply(
    session: Session,
    drafts: readonly WorkflowDraft[],
    actor: string,
  ): Promise<ImportedWorkflowDto[]> {
    const steps: Step[] = [];
    for (const draft of drafts) {
      const { project, name } = draft.definition;
      steps.push(stepOf(draft, await this.workflows.findByName(session, project, name)));
    }
    const contents = await this.drafts.settle(session, steps);
    for (const [index, step] of steps.entries()) {
      if (step.result !== 'unchanged') await this.#writeOne(session, step, contents[index]!, actor);
    }
    return steps.map(({ result, itself }) => ({ result, ...itself }));
  }

  async #writeOne(
    session: Session,
    { itself, present }: Step,
    content: WorkflowContent,
    actor: string,
  ): Promise<void> {
    const { id, version } = itself;
    const updatedAt = this.context.clock.now();
    if (!present) {
      const made = { id, version, state: 'active' as const, ...content, createdAt: updatedAt, updatedAt };
      await this.records.insert(session, made, actor);
    } else if (
      !(await this.records.replace(session, { ...present, ...content, version, updatedAt }, actor))
    ) {
      throw outdated(present);
    }
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof VersionMismatchError || error instanceof ConflictError;
}

function stepOf(draft: WorkflowDraft, present: Workflow | undefined): Step {
  const { project, name } = draft.definition;
  if (!present) return { draft, result: 'created', itself: { id: newId(), project, name, version: 1 } };
  const { id, version, definition } = present;
  const same = isDeepStrictEqual(definition, draft.definition);
  const itself = { id, project, name, version: same ? version : version + 1 };
  return { draft, present, itself, result: same ? 'unchanged' : 'updated' };
}

/** Of two of one name nobody knows which is meant. */
function refuseTwins(drafts: readonly WorkflowDraft[]): void {
  const seen = new Map<string, string>();
  const problems: FieldError[] = [];
  for (const { pointer, definition } of drafts) {
    const key = `${definition.project}/${definition.name}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, pointer);
    else problems.push({ pointer: `${pointer}/name`, detail: `is that of ${first} too` });
  }
  refuseProblems(problems);
}
