import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { WorkflowAuditStore } from '../../persistence/stores/workflow-audit.store.js';
import { WorkflowAudit } from './workflow-audit.js';

const mostAtOnce = 500;

/** Goes round through the open workflow runs, some at a time, for those that may be stuck. */
@Injectable()
export class StuckWorkflows {
  #afterId = '';

  constructor(
    private readonly database: Database,
    private readonly store: WorkflowAuditStore,
    private readonly audit: WorkflowAudit,
    private readonly clock: Clock,
  ) {}

  /** Read without locks: what is found may be on its way. */
  async next(): Promise<{ readonly looked: number; readonly suspects: readonly string[] }> {
    const now = this.clock.now();
    return this.database.run(async (session) => {
      const rows = await this.store.open(session, this.#afterId, mostAtOnce);
      const findings = await this.audit.findingsOf(session, rows, now);
      this.#afterId = rows.length < mostAtOnce ? '' : rows.at(-1)!.run_id;
      return { looked: rows.length, suspects: [...findings.keys()] };
    });
  }
}
