import { Injectable } from '@nestjs/common';
import {
  longestSecretBytes,
  type Page,
  type PutSecretDto,
  type SecretDto,
  type SecretListQuery,
  type SecretPlace,
  type WrittenSecretDto,
} from '@orrery/contracts';
import {
  ConflictError,
  InvalidError,
  NotFoundError,
  secretWarnings,
  VersionMismatchError,
} from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import type { SecretHead, SecretRow } from '../persistence/stores/secret.store.js';
import { SecretSealer } from './secret-sealer.js';
import { SecretShelf } from './secret-shelf.js';
import { SecretSurroundings } from './secret-surroundings.js';

const mostOfProject = 1_000;
const usersNamed = 20;

interface Writing extends SecretPlace {
  readonly body: PutSecretDto;
  readonly ifVersion?: number;
  readonly actor: string;
}

/** Secrets as their owners see them: written, listed and deleted, never read. */
@Injectable()
export class SecretService {
  constructor(
    private readonly database: Database,
    private readonly shelf: SecretShelf,
    private readonly sealer: SecretSealer,
    private readonly around: SecretSurroundings,
  ) {}

  /** With `projects`, only of these. */
  list(query: SecretListQuery, projects?: readonly string[]): Promise<Page<SecretDto>> {
    return this.database.run(async (session) => {
      const page = await this.shelf.secrets.list(session, query, projects);
      return { ...page, items: await this.#show(session, page.items) };
    });
  }

  get(place: SecretPlace): Promise<SecretDto> {
    return this.database.run(async (session) => {
      const found = await this.shelf.secrets.find(session, place.project, place.name);
      if (!found) throw absent(place);
      return (await this.#show(session, [found]))[0]!;
    });
  }

  /** The same value and description again change nothing. */
  async put(writing: Writing): Promise<WrittenSecretDto> {
    mustFit(writing.body.value);
    const { project, name, actor } = writing;
    const { written, secret } = await this.database.transaction(async (session) => {
      await this.around.projects.mustExist(session, project);
      const present = await this.shelf.secrets.lock(session, project, name);
      mustBe(writing.ifVersion, writing, present);
      if (present && this.#isSame(present, writing.body)) return { written: false, secret: present };
      return { written: true, secret: await this.#write(session, writing, present) };
    });
    if (written) {
      this.around.log.logger.info(
        { project, secret: name, version: secret.version, actor },
        'a secret was written',
      );
    }
    return { ...(await this.get(writing)), warnings: secretWarnings(writing.body.value) };
  }

  /** @throws ConflictError naming the tasks and workflows whose newest versions use it. */
  async delete(place: SecretPlace, ifVersion: number | undefined, actor: string): Promise<void> {
    const { project, name } = place;
    await this.database.transaction(async (session) => {
      const present = await this.shelf.secrets.lock(session, project, name);
      if (!present) throw absent(place);
      mustBe(ifVersion, place, present);
      // First the row: whoever names it from now on does not find it, and who has named it is seen below.
      await this.shelf.secrets.delete(session, present.id);
      await this.#mustBeUnused(session, present);
    });
    this.around.log.logger.info({ project, secret: name, actor }, 'a secret was deleted');
  }

  async #write(session: Session, writing: Writing, present: SecretRow | undefined): Promise<SecretRow> {
    const { project, name, body, actor } = writing;
    const now = this.around.clock.now();
    const id = present?.id ?? newId();
    const version = (present?.version ?? 0) + 1;
    const row: SecretRow = {
      id,
      project,
      name,
      description: body.description ?? present?.description ?? '',
      version,
      ...this.sealer.seal({ id, version }, body.value),
      created_at: present?.created_at ?? now,
      updated_at: now,
      updated_by: actor,
    };
    if (present) await this.shelf.secrets.replace(session, row);
    else await this.#insert(session, row);
    return row;
  }

  async #insert(session: Session, row: SecretRow): Promise<void> {
    const { project } = row;
    if ((await this.shelf.secrets.count(session, project)) >= mostOfProject) {
      throw new ConflictError(`Project "${project}" has ${mostOfProject} secrets, and may have no more.`);
    }
    await this.shelf.secrets.insert(session, row);
  }

  /** What cannot be opened any more is another one: writing it again is the way to have it back. */
  #isSame(present: SecretRow, { value, description = present.description }: PutSecretDto): boolean {
    if (present.description !== description) return false;
    try {
      return this.sealer.open(present) === value;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  async #mustBeUnused(session: Session, { id, name }: SecretRow): Promise<void> {
    const found = await this.shelf.uses.usersOf(session, id, usersNamed + 1);
    if (found.length === 0) return;
    const users = found.slice(0, usersNamed);
    const named = users.map((user) => `${user.kind} "${user.name}"`).join(', ');
    const more = found.length > usersNamed ? ' and others' : '';
    throw new ConflictError(
      `The secret "${name}" is used by ${named}${more}: change or delete them first.`,
      [],
      { users },
    );
  }

  async #show(session: Session, secrets: readonly SecretHead[]): Promise<SecretDto[]> {
    const counts = await this.shelf.uses.counts(
      session,
      secrets.map(({ id }) => id),
    );
    return secrets.map((secret) => toSecretDto(secret, counts.get(secret.id) ?? 0));
  }
}

function toSecretDto(secret: SecretHead, usedBy: number): SecretDto {
  const { project, name, description, version } = secret;
  return {
    project,
    name,
    description,
    version,
    usedBy,
    keyId: secret.key_id,
    createdAt: secret.created_at.toISOString(),
    updatedAt: secret.updated_at.toISOString(),
    updatedBy: secret.updated_by,
  };
}

/** No variable of an environment holds a NUL. */
function mustFit(value: string): void {
  if (Buffer.byteLength(value) > longestSecretBytes) {
    throw InvalidError.field('/value', `must be at most ${longestSecretBytes} bytes of UTF-8`);
  }
  if (value.includes('\0')) throw InvalidError.field('/value', 'must not contain a NUL character');
}

function mustBe(ifVersion: number | undefined, place: SecretPlace, present: SecretHead | undefined): void {
  if (ifVersion === undefined || ifVersion === present?.version) return;
  const now = present ? `now version ${present.version}` : 'it is not there';
  throw new VersionMismatchError(
    `The secret "${place.name}" was changed by somebody else (${now}); read it again.`,
  );
}

function absent({ project, name }: SecretPlace): NotFoundError {
  return new NotFoundError(`There is no secret "${name}" in project "${project}".`);
}
