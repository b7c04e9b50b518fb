import { Injectable } from '@nestjs/common';
import type { AttemptSampleDto, AttemptSamplesDto, AttemptSamplesQuery } from '@orrery/contracts';
import { firstStepMs, NotFoundError, type ResourcePoint, type ResourceSeries } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { AttemptSampleStore } from '../persistence/stores/attempt-sample.store.js';
import { RunStore } from '../persistence/stores/run.store.js';

/** What attempts took over their time, for plots. */
@Injectable()
export class RunSamples {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly samples: AttemptSampleStore,
  ) {}

  async plot(id: string, query: AttemptSamplesQuery): Promise<AttemptSamplesDto> {
    return this.database.run(async (session) => {
      const run = await this.runs.find(session, id);
      if (!run) throw NotFoundError.of('run', id);
      const attempt = query.attempt ?? run.attempt;
      if (attempt > run.attempt) throw NotFoundError.of(`attempt of run ${id}`, String(attempt));
      const series = await this.samples.find(session, id, attempt);
      return { attempt, stepMs: series?.stepMs ?? firstStepMs, items: series ? plotOf(series) : [] };
    });
  }
}

/** Processor time is counted, and shown as what was in use. */
export function plotOf({ startedAt, points }: ResourceSeries): AttemptSampleDto[] {
  let before: Pick<ResourcePoint, 'ageMs' | 'cpuMs'> = { ageMs: 0, cpuMs: 0 };
  return points.map((point) => {
    const { ageMs, cpuMs, ...figures } = point;
    const cpu = coresBetween(before, point);
    if (cpuMs !== undefined) before = point;
    const at = new Date(startedAt.getTime() + ageMs).toISOString();
    return { at, ...(cpu === undefined ? {} : { cpu }), ...figures };
  });
}

function coresBetween(before: Pick<ResourcePoint, 'ageMs' | 'cpuMs'>, { ageMs, cpuMs }: ResourcePoint) {
  if (cpuMs === undefined || ageMs <= before.ageMs) return undefined;
  return Math.round((1_000 * Math.max(cpuMs - before.cpuMs!, 0)) / (ageMs - before.ageMs)) / 1_000;
}
