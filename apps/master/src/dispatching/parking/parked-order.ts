import { Injectable } from '@nestjs/common';
import { byUrgency, Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { ParkedRunStore, type ParkedRunRow } from '../../persistence/stores/parked-run.store.js';
import { ClusterSettings } from '../../settings/cluster-settings.js';

/** The order among runs that wait for the same: by class, ageing counted, then by how long they wait. */
@Injectable()
export class ParkedOrder {
  constructor(
    private readonly parked: ParkedRunStore,
    private readonly settings: ClusterSettings,
    private readonly clock: Clock,
  ) {}

  async first(session: Session, key: string, most: number): Promise<ParkedRunRow[]> {
    const rows = await this.parked.first(session, key, most);
    const now = this.clock.now();
    const ageingMs = this.settings.current('dispatching.ageingMs');
    return rows
      .map((row) => ({ row, place: { rank: row.priority, since: row.due_at } }))
      .sort((a, b) => byUrgency(a.place, b.place, now, ageingMs) || (a.row.run_id < b.row.run_id ? -1 : 1))
      .slice(0, most)
      .map(({ row }) => row);
  }
}
