import { InProcessBroker, InProcessHub } from '@orrery/messaging';
import { createLogger, SystemClock } from '@orrery/runtime';
import { SettableClock } from '@orrery/testing';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { readGatewayConfig, startGateway, type FirstAdminCreated, type RunningGateway } from '../index.js';
import { FakeServices } from './fake-services.js';

export const ADMIN_PASSWORD = 'admin-password';

export interface Ask {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** The fields that tests look for in answers; which of them are there, a test knows. */
export interface AnswerBody {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  readonly items: readonly { readonly id: string; readonly name: string; readonly username: string }[];
  readonly nextCursor: string | null;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly key: string;
  readonly roles: readonly object[];
}

/** What came back: the status, the headers and the body read as JSON where it is. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** A gateway on SQLite in memory and the in-process broker, with stand-ins for the other services. */
export interface UsedGateway {
  readonly running: RunningGateway;
  readonly services: FakeServices;
  readonly broker: InProcessBroker;
  readonly clock: SettableClock;
  readonly firstAdmins: readonly FirstAdminCreated[];
  /** An access token of the administrator. */
  readonly admin: string;
  ask(method: string, path: string, ask?: Ask): Promise<Told>;
  login(username: string, password: string): Promise<string>;
  /** Makes a user with these roles and logs in. */
  userWith(...roles: { role: string; project?: string }[]): Promise<string>;
}

export function gatewayConfig(overrides: Record<string, string> = {}) {
  return readGatewayConfig({
    ORRERY_MODE: 'standalone',
    ORRERY_PORT: '0',
    ORRERY_HOST: '127.0.0.1',
    ORRERY_JWT_SECRET: 'a secret of more than thirty-two characters',
    ORRERY_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ORRERY_UNREADY_MS: '0',
    ORRERY_DRAIN_MS: '3000',
    ...overrides,
  });
}

/** One gateway for the tests of a file. */
export function useGateway(overrides: Record<string, string> = {}): UsedGateway {
  const logger = createLogger('test', process.env['ORRERY_TEST_LOG'] === 'true' ? 'debug' : 'silent');
  const hub = new InProcessHub();
  const broker = new InProcessBroker({ logger, hub });
  const theirs = new InProcessBroker({ logger, hub });
  const clock = new SettableClock(new SystemClock().now());
  const firstAdmins: FirstAdminCreated[] = [];
  let users = 0;
  const used = { broker, clock, firstAdmins } as unknown as {
    -readonly [Key in keyof UsedGateway]: UsedGateway[Key];
  };
  used.ask = (method, path, ask) => askGateway(used.running.port, method, path, ask);
  used.login = async (username, password) => {
    const told = await used.ask('POST', '/api/v1/auth/login', { body: { username, password } });
    if (told.status !== 200)
      throw new Error(`login of ${username}: ${told.status} ${JSON.stringify(told.body)}`);
    return told.body.accessToken;
  };
  used.userWith = async (...roles) => {
    const username = `user-${++users}`;
    const password = 'user-password';
    const made = await used.ask('POST', '/api/v1/users', {
      token: used.admin,
      body: { username, password, roles },
    });
    if (made.status !== 201)
      throw new Error(`making ${username}: ${made.status} ${JSON.stringify(made.body)}`);
    return used.login(username, password);
  };

  beforeAll(async () => {
    await broker.connect();
    await theirs.connect();
    used.services = await FakeServices.start(theirs);
    used.running = await startGateway(gatewayConfig(overrides), {
      broker,
      databaseUrl: 'sqlite::memory:',
      logger,
      clock,
      onFirstAdmin: (admin) => firstAdmins.push(admin),
    });
    used.admin = await used.login('admin', ADMIN_PASSWORD);
  });
  beforeEach(() => used.services.reset());
  afterAll(async () => {
    await used.running?.stop();
    await broker.close();
    await theirs.close();
  });
  return used;
}

export async function askGateway(
  port: number,
  method: string,
  path: string,
  { body, token, headers }: Ask = {},
): Promise<Told> {
  const raw = typeof body === 'string' || body === undefined;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: raw ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as AnswerBody,
  };
}
