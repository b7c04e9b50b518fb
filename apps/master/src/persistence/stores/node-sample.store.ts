import { Injectable } from '@nestjs/common';
import type { NodeResourcesDto } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';

/** What a node used at one moment. */
export interface NodeSample {
  readonly kind: 'worker' | 'master';
  readonly nodeId: string;
  readonly at: Date;
  readonly resources: NodeResourcesDto;
  readonly busy: number;
  readonly slots: number;
}

interface NodeSampleRow {
  readonly kind: NodeSample['kind'];
  readonly node_id: string;
  readonly sampled_at: Date;
  readonly cpu: number;
  readonly load1: number;
  readonly memory_used: number;
  readonly memory_total: number;
  readonly disk_free: number;
  readonly disk_total: number;
  readonly loop_lag_ms: number;
  readonly busy: number;
  readonly slots: number;
}

/** The history of what nodes used. */
@Injectable()
export class NodeSampleStore {
  /** A moment that stands there already is left as it is: two masters took themselves for the leader. */
  async add(session: Session, samples: readonly NodeSample[]): Promise<void> {
    if (samples.length === 0) return;
    await session.insertMany('node_sample', samples.map(toRow), { onDuplicate: 'ignore' });
  }

  /** In the order of time. */
  async between(
    session: Session,
    node: Pick<NodeSample, 'kind' | 'nodeId'>,
    from: Date,
    to: Date,
  ): Promise<NodeSample[]> {
    const rows = await session.select<NodeSampleRow>(
      `SELECT * FROM node_sample WHERE kind = ? AND node_id = ? AND sampled_at >= ? AND sampled_at < ?
       ORDER BY sampled_at`,
      [node.kind, node.nodeId, from, to],
    );
    return rows.map(toSample);
  }

  /** Removes samples older than `before`, at most `limit`; returns how many. */
  async prune(session: Session, before: Date, limit: number): Promise<number> {
    const [last] = await session.select<{ sampled_at: Date }>(
      `SELECT sampled_at FROM node_sample WHERE sampled_at < ? ORDER BY sampled_at LIMIT 1 OFFSET ${limit - 1}`,
      [before],
    );
    const { affected } = await session.execute('DELETE FROM node_sample WHERE sampled_at < ?', [
      last?.sampled_at ?? before,
    ]);
    return affected;
  }
}

function toRow({ kind, nodeId, at, resources, busy, slots }: NodeSample): Record<string, unknown> {
  return {
    kind,
    node_id: nodeId,
    sampled_at: at,
    cpu: resources.cpu,
    load1: resources.load1,
    memory_used: resources.memoryUsedBytes,
    memory_total: resources.memoryTotalBytes,
    disk_free: resources.diskFreeBytes,
    disk_total: resources.diskTotalBytes,
    loop_lag_ms: resources.loopLagMs,
    busy,
    slots,
  };
}

function toSample(row: NodeSampleRow): NodeSample {
  const resources = {
    cpu: row.cpu,
    load1: row.load1,
    memoryUsedBytes: Number(row.memory_used),
    memoryTotalBytes: Number(row.memory_total),
    diskFreeBytes: Number(row.disk_free),
    diskTotalBytes: Number(row.disk_total),
    loopLagMs: row.loop_lag_ms,
  };
  const { kind, node_id: nodeId, sampled_at: at, busy, slots } = row;
  return { kind, nodeId, at, resources, busy, slots };
}
