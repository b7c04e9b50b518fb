import { Injectable } from '@nestjs/common';
import type {
  ChangeSettingDto,
  Page,
  PageQuery,
  RollBackSettingDto,
  SettingDto,
  SettingVersionDto,
} from '@orrery/contracts';
import {
  Clock,
  faultOf,
  InvalidError,
  isSettingName,
  NotFoundError,
  settingCatalogue,
  settingNames,
  VersionMismatchError,
  type SettingName,
} from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { SettingStore, type SettingVersion } from '../persistence/stores/setting.store.js';
import { SettingAnnouncer } from './setting-announcer.js';
import { toSettingDto } from './to-setting-dto.js';

/** Who asked for a change, why, and on top of which version. */
interface Change {
  readonly value: unknown;
  readonly reason?: string;
  readonly actor: string;
  readonly ifVersion?: number;
}

/** Cluster-wide settings as users see and change them: every change is a version with its author and reason. */
@Injectable()
export class SettingService {
  constructor(
    private readonly database: Database,
    private readonly store: SettingStore,
    private readonly announcer: SettingAnnouncer,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<Page<SettingDto>> {
    const newest = await this.#newest();
    return { items: settingNames.map((name) => toSettingDto(name, newest.get(name))), nextCursor: null };
  }

  async get(name: string): Promise<SettingDto> {
    const known = mustKnow(name);
    return toSettingDto(known, (await this.#newest()).get(known));
  }

  versions(name: string, query: PageQuery): Promise<Page<SettingVersionDto>> {
    mustKnow(name);
    return this.database.run((session) => this.store.versions(session, name, query));
  }

  change(name: string, body: ChangeSettingDto, actor: string, ifVersion?: number): Promise<SettingDto> {
    return this.#write(name, () => Promise.resolve({ ...body, actor, ifVersion }));
  }

  /** Makes the value of an earlier version (0: the default) the next version. */
  rollBack(name: string, body: RollBackSettingDto, actor: string, ifVersion?: number): Promise<SettingDto> {
    const { version, reason = `back to version ${body.version}` } = body;
    return this.#write(name, async (session, known) => {
      if (version === 0) return { value: settingCatalogue[known].fallback, reason, actor, ifVersion };
      const former = await this.store.find(session, known, version);
      if (!former) throw InvalidError.field('/version', `setting "${name}" has no version ${version}`);
      return { value: former.value, reason, actor, ifVersion };
    });
  }

  async #write(
    name: string,
    changeOf: (session: Session, name: SettingName) => Promise<Change>,
  ): Promise<SettingDto> {
    const known = mustKnow(name);
    const next = await this.database.transaction(async (session) => {
      const change = await changeOf(session, known);
      const fault = faultOf(settingCatalogue[known], change.value);
      if (fault !== undefined) throw InvalidError.field('/value', fault);
      const present = (await this.store.newest(session)).find((each) => each.name === known)?.version ?? 0;
      if (change.ifVersion !== undefined && change.ifVersion !== present) throw outdated(known, present);
      const version = this.#version(known, present + 1, change);
      if (!(await this.store.add(session, version))) throw outdated(known, present + 1);
      return version;
    });
    await this.announcer.changed(next.name, next.version);
    return toSettingDto(known, next);
  }

  #version(name: SettingName, version: number, { value, actor, reason }: Change): SettingVersion {
    return { name, version, value, changedBy: actor, reason: reason ?? null, createdAt: this.clock.now() };
  }

  async #newest(): Promise<Map<string, SettingVersion>> {
    const newest = await this.database.run((session) => this.store.newest(session));
    return new Map(newest.map((version) => [version.name, version]));
  }
}

function mustKnow(name: string): SettingName {
  if (!isSettingName(name)) throw NotFoundError.of('setting', name);
  return name;
}

function outdated(name: string, version: number): VersionMismatchError {
  return new VersionMismatchError(
    `Setting "${name}" was changed by somebody else (now version ${version}); read it again.`,
  );
}
