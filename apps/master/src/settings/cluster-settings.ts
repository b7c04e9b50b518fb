import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  faultOf,
  isSettingName,
  settingCatalogue,
  type SettingName,
  type SettingValue,
} from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { MasterFeed } from '../events/master-feed.js';
import { MasterLogger } from '../master-logger.js';
import { SettingStore, type SettingVersion } from '../persistence/stores/setting.store.js';

type Listener = (value: unknown) => void;

/**
 * What the cluster-wide settings are now, at no cost. A change reaches every master by an event at once, and by the next
 * look into the database when the event got lost.
 */
@Injectable()
export class ClusterSettings implements OnModuleInit {
  readonly #changed = new Map<SettingName, { readonly version: number; readonly value: unknown }>();
  readonly #listeners = new Map<SettingName, Listener[]>();

  constructor(
    private readonly database: Database,
    private readonly store: SettingStore,
    private readonly log: MasterLogger,
    feed: MasterFeed,
  ) {
    feed.on('setting.changed', () => this.runOnce());
  }

  async onModuleInit(): Promise<void> {
    await this.runOnce();
  }

  current<Name extends SettingName>(name: Name): SettingValue<Name> {
    const changed = this.#changed.get(name);
    return (changed ? changed.value : settingCatalogue[name].fallback) as SettingValue<Name>;
  }

  /** Calls back after each change of the setting. */
  onChange<Name extends SettingName>(name: Name, listener: (value: SettingValue<Name>) => void): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener as Listener]);
  }

  /** Reads all settings again. */
  async runOnce(): Promise<{ changed: number }> {
    const newest = await this.database.run((session) => this.store.newest(session));
    let changed = 0;
    for (const version of newest) changed += this.#apply(version) ? 1 : 0;
    return { changed };
  }

  /**
   * What this version of the software does not know, or would not accept, is left at what it was. Looks may overtake each
   * other: an older version is not applied after a newer one.
   */
  #apply({ name, version, value, changedBy }: SettingVersion): boolean {
    if (!isSettingName(name) || faultOf(settingCatalogue[name], value) !== undefined) return false;
    if (version <= (this.#changed.get(name)?.version ?? 0)) return false;
    const isSame = this.current(name) === value;
    this.#changed.set(name, { version, value });
    if (isSame) return false;
    this.log.logger.info(
      `setting ${name} is ${JSON.stringify(value)} now (version ${version}, ${changedBy})`,
    );
    for (const listener of this.#listeners.get(name) ?? []) listener(value);
    return true;
  }
}
