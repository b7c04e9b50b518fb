import { Injectable } from '@nestjs/common';
import type { WorkflowRunDto } from '@orrery/contracts';
import { Clock, ConflictError, isOpenWorkflowRun, NotFoundError, type RunControl } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowMoves } from '../running/workflow-moves.js';
import type { WorkflowNews } from '../running/workflow-news.js';
import { toWorkflowRunDto } from './workflow-run-dto.js';

/** What a workflow run is told. */
export interface Word {
  readonly news: readonly WorkflowNews[];
  /** Runs to be cancelled afterwards. */
  readonly cancels?: readonly string[];
  readonly control?: RunControl;
}

/** Has workflow runs do what people want of them. */
@Injectable()
export class WorkflowControl {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly moves: WorkflowMoves,
    private readonly clock: Clock,
  ) {}

  /** Nothing new starts; what runs goes on to its end. */
  pause(id: string): Promise<WorkflowRunDto> {
    return this.#control(id, 'pause');
  }

  resume(id: string): Promise<WorkflowRunDto> {
    return this.#control(id, 'go');
  }

  /**
   * Tells an open workflow run something, and moves it on.
   * @param say is asked for the word when the run is locked, so that of two people who decide at once the second is refused.
   * @throws ConflictError when it has ended.
   */
  async tell(id: string, say: (session: Session) => Promise<Word>): Promise<WorkflowRunDto> {
    const { outcome, row, cancels } = await this.database.transaction(async (session) => {
      const [found] = await this.workflowRuns.lockAll(session, [id]);
      if (!found) throw NotFoundError.of('workflow run', id);
      const { news, cancels = [], control } = await say(session);
      // The finally nodes of a stopped one may still wait for somebody.
      if (!isOpenWorkflowRun(found.state) || (control && found.control === 'stop')) throw over(id, found);
      if (control) await this.workflowRuns.setControl(session, id, control);
      const outcome = await this.moves.move(session, new Map([[id, news]]), this.clock.now());
      return { outcome, row: (await this.workflowRuns.find(session, id))!, cancels };
    });
    await this.moves.follow({ ...outcome, cancels: [...outcome.cancels, ...cancels] });
    return toWorkflowRunDto(row);
  }

  #control(id: string, control: RunControl): Promise<WorkflowRunDto> {
    return this.tell(id, () => Promise.resolve({ news: [{ kind: 'look', nodeId: null }], control }));
  }
}

function over(
  id: string,
  { state, control }: { readonly state: string; readonly control: RunControl },
): ConflictError {
  const is = control === 'stop' ? 'being stopped' : state;
  return new ConflictError(
    `Workflow run ${id} is ${is}; nothing can be changed about it. Run it again instead.`,
  );
}
