import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { LoopLag, messageOf, ResourceSampler } from '@orrery/runtime';
import { ThisMaster } from '../leadership/this-master.js';
import { MasterLogger } from '../master-logger.js';
import { MasterStore } from '../persistence/stores/master.store.js';

/** Shows this master in the registry, with what it uses, for as long as it lives. */
@Injectable()
export class MasterPresence implements OnModuleInit, OnModuleDestroy {
  readonly #sampler = new ResourceSampler(process.cwd());
  readonly #loopLag = new LoopLag((lagMs) => (this.#lagMs = lagMs));
  #lagMs = 0;

  constructor(
    private readonly database: Database,
    private readonly masters: MasterStore,
    private readonly master: ThisMaster,
    private readonly log: MasterLogger,
  ) {}

  onModuleInit(): void {
    this.#loopLag.start();
  }

  async runOnce(): Promise<void> {
    const resources = await this.#sampler.sample(this.#lagMs);
    await this.database.run((session) => this.masters.recordAlive(session, this.master, resources));
  }

  /** One that could not say goodbye is lost a moment later. */
  async onModuleDestroy(): Promise<void> {
    this.#loopLag.stop();
    try {
      await this.database.run((session) => this.masters.recordStopped(session, this.master));
    } catch (error) {
      this.log.logger.warn(`the registry was not told that this master stops (${messageOf(error)})`);
    }
  }
}
