import { Injectable } from '@nestjs/common';
import type { WorkflowRunDto } from '@orrery/contracts';
import { Clock, ConflictError, isOpenWorkflowRun, NotFoundError, type RunControl } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowMoves } from '../running/workflow-moves.js';
import type { WorkflowNews } from '../running/workflow-news.js';
import { toWorkflowRunDto } from './workflow-run-dto.js';

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

  /** Tells an open workflow run something, and moves it on. @throws ConflictError when it has ended. */
  tell(id: string, news: readonly WorkflowNews[], cancels: readonly string[] = []): Promise<WorkflowRunDto> {
    return this.#move(id, news, undefined, cancels);
  }

  #control(id: string, control: RunControl): Promise<WorkflowRunDto> {
    return this.#move(id, [{ kind: 'look', nodeId: null }], control, []);
  }

  async #move(
    id: string,
    news: readonly WorkflowNews[],
    control: RunControl | undefined,
    cancels: readonly string[],
  ): Promise<WorkflowRunDto> {
    const { outcome, row } = await this.database.transaction(async (session) => {
      const [found] = await this.workflowRuns.lockAll(session, [id]);
      if (!found) throw NotFoundError.of('workflow run', id);
      // The finally nodes of a stopped one may still wait for somebody.
      if (!isOpenWorkflowRun(found.state) || (control && found.control === 'stop')) throw over(id, found);
      if (control) await this.workflowRuns.setControl(session, id, control);
      const outcome = await this.moves.move(session, new Map([[id, news]]), this.clock.now());
      return { outcome, row: (await this.workflowRuns.find(session, id))! };
    });
    await this.moves.follow({ ...outcome, cancels: [...outcome.cancels, ...cancels] });
    return toWorkflowRunDto(row);
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
