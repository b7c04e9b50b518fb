import { Injectable } from '@nestjs/common';
import { invalid } from '@orrery/contracts';
import { below, type FieldError, type TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { SecretUseStore } from '../persistence/stores/secret-use.store.js';
import { SecretStore } from '../persistence/stores/secret.store.js';

/** The secrets that a definition names, and where it does. */
export interface PlacedSecrets {
  /** Of the field `secrets`. */
  readonly pointer: string;
  readonly secrets: TaskDefinition['secrets'];
}

/** Finds the secrets that definitions name, and remembers who uses them. */
@Injectable()
export class SecretReferences {
  constructor(
    private readonly secrets: SecretStore,
    private readonly uses: SecretUseStore,
  ) {}

  /** Ids by name, and what names nothing. In a transaction, what was found cannot be deleted until it ends. */
  async resolve(
    session: Session,
    project: string,
    placed: readonly PlacedSecrets[],
  ): Promise<{ ids: Readonly<Record<string, string>>; problems: readonly FieldError[] }> {
    const named = placed.flatMap(({ pointer, secrets }) =>
      Object.entries(secrets).map(([as, name]) => ({ pointer: below(pointer, as), name })),
    );
    const ids = await this.secrets.idsOf(session, project, [...new Set(named.map(({ name }) => name))]);
    const problems = named
      .filter(({ name }) => !ids.has(name))
      .map(({ pointer, name }) => ({
        pointer,
        detail: `there is no secret "${name}" in project "${project}"`,
      }));
    return { ids: Object.fromEntries(ids), problems };
  }

  /** @throws InvalidError naming each secret that is not there. @returns the ids of all. */
  async mustExist(
    session: Session,
    { project, secrets }: Pick<TaskDefinition, 'project' | 'secrets'>,
  ): Promise<readonly string[]> {
    const { ids, problems } = await this.resolve(session, project, [{ pointer: '/secrets', secrets }]);
    if (problems.length > 0) throw invalid(problems);
    return Object.values(ids);
  }

  /** Remembers what the newest version of a task uses. @throws InvalidError naming each secret that is not there. */
  async record(
    session: Session,
    taskId: string,
    definition: Pick<TaskDefinition, 'project' | 'secrets'>,
  ): Promise<void> {
    await this.uses.replace(session, taskId, await this.mustExist(session, definition));
  }
}
