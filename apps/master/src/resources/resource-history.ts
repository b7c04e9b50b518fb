import { Injectable } from '@nestjs/common';
import type { NodeSamplesDto, NodeSamplesQuery } from '@orrery/contracts';
import { Clock, InvalidError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { NodeSampleStore, type NodeSample } from '../persistence/stores/node-sample.store.js';
import { downsample } from './downsample.js';

const hourMs = 3_600_000;
const longestMs = 7 * 24 * hourMs;
const defaultPoints = 200;

/** What a node used over a time, for plots. */
@Injectable()
export class ResourceHistory {
  constructor(
    private readonly database: Database,
    private readonly samples: NodeSampleStore,
    private readonly clock: Clock,
  ) {}

  async plot(kind: NodeSample['kind'], nodeId: string, query: NodeSamplesQuery): Promise<NodeSamplesDto> {
    const to = query.to === undefined ? this.clock.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - hourMs) : new Date(query.from);
    const spanMs = to.getTime() - from.getTime();
    if (spanMs <= 0) throw InvalidError.field('/to', 'must be after `from`');
    if (spanMs > longestMs) throw InvalidError.field('/to', 'must be at most a week after `from`');
    const stepMs = Math.ceil(spanMs / (query.points ?? defaultPoints));
    const found = await this.database.run((session) =>
      this.samples.between(session, { kind, nodeId }, from, to),
    );
    const samples = downsample(found, from.getTime(), stepMs);
    return { from: from.toISOString(), to: to.toISOString(), stepMs, samples };
  }
}
