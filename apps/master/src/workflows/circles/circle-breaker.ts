import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { RunStore } from '../../persistence/stores/run.store.js';
import { RunAnnouncer } from '../../runs/run-announcer.js';
import type { EndedRuns } from '../../runs/run-ender.js';
import { CircleEndings } from './circle-endings.js';
import type { WaitingWorkflows } from './waiting-workflows.js';
import { WaitingReader } from './waiting-reader.js';

/** Has one of those fail that wait for each other in a circle: the node of the youngest that has not begun. */
@Injectable()
export class CircleBreaker {
  constructor(
    private readonly database: Database,
    private readonly reader: WaitingReader,
    private readonly runs: RunStore,
    private readonly endings: CircleEndings,
    private readonly announcer: RunAnnouncer,
  ) {}

  async runOnce(): Promise<{ broken: number }> {
    const seen = await this.database.run((session) => this.reader.read(session));
    if (seen.circles.length === 0) return { broken: 0 };
    const { ended, broken } = await this.database.transaction((session) => this.#break(session, seen));
    await this.announcer.announce(ended);
    return { broken };
  }

  /** Somebody may have ended meanwhile, or another master been faster: under the lock of the run they are looked for again. */
  async #break(session: Session, seen: WaitingWorkflows): Promise<{ ended: EndedRuns; broken: number }> {
    const ids = seen.circles.map((circle) => seen.youngest(circle));
    const locked = await this.runs.lockAll(session, ids);
    const now = await this.reader.read(session);
    const meant = locked.filter((run) => run.state === 'pending' && now.circleOf(run.id));
    return { ended: await this.endings.end(session, meant, now), broken: meant.length };
  }
}
