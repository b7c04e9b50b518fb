import { Injectable } from '@nestjs/common';
import type { RunWhyDto } from '@orrery/contracts';
import { NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';
import { explainRun } from './explain-run.js';
import { SnapshotReader } from './snapshot-reader.js';

/** Answers why a run is not running. */
@Injectable()
export class RunWhy {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly reader: SnapshotReader,
  ) {}

  /** With `projects`, runs of others are counted and not named. */
  async of(id: string, projects?: readonly string[]): Promise<RunWhyDto> {
    const snapshot = await this.database.run(async (session) => {
      const run = await this.runs.find(session, id);
      if (!run) throw NotFoundError.of('run', id);
      return this.reader.read(session, run, projects);
    });
    const causes = explainRun(snapshot);
    const { state } = snapshot.run;
    return { runId: id, state, summary: causes[0]!.message, causes, at: snapshot.now.toISOString() };
  }
}
