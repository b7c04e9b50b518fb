import { Injectable } from '@nestjs/common';
import type { FieldError, WorkflowDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WorkflowContent } from '../persistence/stores/workflow-row.js';
import { DefinitionReader } from './definition-reader.js';
import { ReferenceResolver, type ComingWorkflow } from './reference-resolver.js';
import { problemsBelow, refuseProblems } from './workflow-problems.js';

/** A definition as it came. */
export interface WrittenDefinition {
  /** Where it stands in the request; empty: it is the request. */
  readonly pointer: string;
  readonly body: unknown;
}

/** A definition that was read, and what is known to be wrong with it. */
export interface WorkflowDraft {
  readonly pointer: string;
  readonly definition: WorkflowDefinition;
  readonly problems: readonly FieldError[];
}

/** A draft and the workflow that it will make. */
export interface ComingDraft {
  readonly draft: WorkflowDraft;
  readonly itself: ComingWorkflow;
}

/** Makes of what a sender wrote what can be stored, or refuses it with all that is wrong. */
@Injectable()
export class WorkflowDrafts {
  constructor(
    private readonly reader: DefinitionReader,
    private readonly references: ReferenceResolver,
  ) {}

  /** @throws InvalidError when one of them has fields that cannot be read. */
  async read(written: readonly WrittenDefinition[]): Promise<WorkflowDraft[]> {
    const drafts: WorkflowDraft[] = [];
    const problems: FieldError[] = [];
    for (const { pointer, body } of written) {
      const read = await this.reader.read(body);
      const found = problemsBelow(pointer, read.problems);
      problems.push(...found);
      if (read.kind === 'examined') {
        drafts.push({ pointer, definition: read.definition, problems: found });
      }
    }
    if (drafts.length < written.length) refuseProblems(problems);
    return drafts;
  }

  async readOne(body: unknown): Promise<WorkflowDraft> {
    const [draft] = await this.read([{ pointer: '', body }]);
    return draft!;
  }

  /**
   * What can be stored, in the transaction that stores it; they may name each other.
   * @throws InvalidError naming every problem of all of them.
   */
  async settle(session: Session, drafts: readonly ComingDraft[]): Promise<WorkflowContent[]> {
    const contents: WorkflowContent[] = [];
    const problems: FieldError[] = [];
    const coming = drafts.map(({ itself }) => itself);
    for (const { draft, itself } of drafts) {
      const { definition, pointer } = draft;
      const resolved = await this.references.resolve(session, definition, itself.id, coming);
      problems.push(...draft.problems, ...problemsBelow(pointer, resolved.problems));
      contents.push({ definition, references: resolved.references });
    }
    refuseProblems(problems);
    return contents;
  }
}
