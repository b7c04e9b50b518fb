import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { MasterFeed } from '../../events/master-feed.js';
import { ProjectStore } from '../../persistence/stores/project.store.js';

/** The projects' shares of the room, at no cost. A project of which nobody said anything counts once. */
@Injectable()
export class ProjectWeights implements OnModuleInit {
  #weights: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly database: Database,
    private readonly projects: ProjectStore,
    feed: MasterFeed,
  ) {
    feed.on('definition.changed', ({ kind }) => (kind === 'project' ? this.runOnce() : undefined));
  }

  async onModuleInit(): Promise<void> {
    await this.runOnce();
  }

  of(project: string): number {
    return this.#weights.get(project) ?? 1;
  }

  /** Looks into the database. */
  async runOnce(): Promise<{ weighted: number }> {
    this.#weights = await this.database.run((session) => this.projects.weights(session));
    return { weighted: this.#weights.size };
  }
}
