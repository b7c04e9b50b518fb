import type { Database, Session } from '@orrery/persistence';
import { IdempotencyStore, type Beginning, type KeptAnswer, type KeyedRequest } from './idempotency.store.js';

interface KeyRow {
  readonly request_hash: string;
  readonly token: string;
  readonly state: 'running' | 'answered';
  readonly status: number | null;
  readonly location: string | null;
  readonly body: string | null;
}

/** Idempotency keys in SQL. */
export class SqlIdempotencyStore extends IdempotencyStore {
  constructor(private readonly database: Database) {
    super();
  }

  begin(request: KeyedRequest, abandonedBefore: Date): Promise<Beginning> {
    return this.database.run(async (session): Promise<Beginning> => {
      if (await insert(session, request)) return { kind: 'won' };
      const row = await find(session, request);
      // The holder abandoned it between the two statements: the sender may come back.
      if (row === undefined) return { kind: 'running' };
      // Our own, from before the connection was lost and all of this was tried again.
      if (row.token === request.token) return { kind: 'won' };
      if (row.request_hash !== request.requestHash) return { kind: 'other-request' };
      if (row.state === 'answered') return { kind: 'answered', answer: answerOf(row) };
      return (await takeOver(session, request, abandonedBefore)) ? { kind: 'won' } : { kind: 'running' };
    });
  }

  async complete(request: KeyedRequest, answer: KeptAnswer): Promise<void> {
    await this.database.run((session) =>
      session.execute(
        `UPDATE idempotency_key SET state = 'answered', status = ?, location = ?, body = ?
         WHERE owner = ? AND request_key = ? AND token = ?`,
        [answer.status, answer.location, answer.body, request.owner, request.requestKey, request.token],
      ),
    );
  }

  async abandon({ owner, requestKey, token }: KeyedRequest): Promise<void> {
    await this.database.run((session) =>
      session.execute('DELETE FROM idempotency_key WHERE owner = ? AND request_key = ? AND token = ?', [
        owner,
        requestKey,
        token,
      ]),
    );
  }
}

async function insert(session: Session, request: KeyedRequest): Promise<boolean> {
  const row = {
    owner: request.owner,
    request_key: request.requestKey,
    request_hash: request.requestHash,
    state: 'running',
    token: request.token,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
  };
  const { affected } = await session.insertMany('idempotency_key', [row], { onDuplicate: 'ignore' });
  return affected > 0;
}

async function find(session: Session, { owner, requestKey }: KeyedRequest): Promise<KeyRow | undefined> {
  const [row] = await session.select<KeyRow>(
    'SELECT * FROM idempotency_key WHERE owner = ? AND request_key = ?',
    [owner, requestKey],
  );
  return row;
}

async function takeOver(session: Session, request: KeyedRequest, abandonedBefore: Date): Promise<boolean> {
  const { affected } = await session.execute(
    `UPDATE idempotency_key SET token = ?, created_at = ?, expires_at = ?
     WHERE owner = ? AND request_key = ? AND state = 'running' AND created_at < ?`,
    [request.token, request.createdAt, request.expiresAt, request.owner, request.requestKey, abandonedBefore],
  );
  return affected > 0;
}

function answerOf({ status, location, body }: KeyRow): KeptAnswer {
  return { status: status ?? 200, location, body };
}
