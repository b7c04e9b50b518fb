import type { Provider } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { ServiceClient, type Broker } from '@orrery/messaging';
import type { Database } from '@orrery/persistence';
import { HealthRegistry, measureLoops, Metrics, newId, type Logger } from '@orrery/runtime';
import { ApiKeyStore } from './api-keys/api-key.store.js';
import { SqlApiKeyStore } from './api-keys/sql-api-key.store.js';
import { AccessTokens } from './auth/access-tokens.js';
import { KnownUsers } from './auth/known-users.js';
import { LoginFailureStore } from './auth/login-failure.store.js';
import { PasswordHasher } from './auth/password-hasher.js';
import { RefreshTokenStore } from './auth/refresh-token.store.js';
import { SqlLoginFailureStore } from './auth/sql-login-failure.store.js';
import { SqlRefreshTokenStore } from './auth/sql-refresh-token.store.js';
import { GatewayLog } from './http/gateway-log.js';
import { IdempotencyStore } from './idempotency/idempotency.store.js';
import { SqlIdempotencyStore } from './idempotency/sql-idempotency.store.js';
import { EventFeed } from './live/event-feed.js';
import { OpenChannels } from './live/open-channels.js';
import { StreamSeats } from './live/stream-seats.js';
import { SqlUserStore } from './users/sql-user.store.js';
import { UserStore } from './users/user.store.js';

export interface GatewayFoundation {
  readonly broker: Broker;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jwtSecret: string;
  readonly nodeId: string;
}

/** The long-lived parts that the routes stand on. */
export interface GatewayParts {
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
  readonly feed: EventFeed;
  readonly channels: OpenChannels;
  readonly providers: Provider[];
}

export function gatewayParts({
  broker,
  database,
  clock,
  logger,
  jwtSecret,
  nodeId,
}: GatewayFoundation): GatewayParts {
  const health = new HealthRegistry();
  const metrics = new Metrics({ app: 'api-gateway' });
  measureLoops(metrics, health.loops);
  // New with each start: the queue of a former life may outlive it for a moment.
  const feed = new EventFeed(broker, `${nodeId}.${newId().slice(-8)}`, logger);
  const channels = new OpenChannels();
  const users = new SqlUserStore(database);
  const providers: Provider[] = [
    { provide: Clock, useValue: clock },
    { provide: GatewayLog, useValue: new GatewayLog(logger) },
    { provide: ServiceClient, useValue: new ServiceClient(broker) },
    { provide: HealthRegistry, useValue: health },
    { provide: Metrics, useValue: metrics },
    { provide: UserStore, useValue: users },
    { provide: KnownUsers, useValue: new KnownUsers(users) },
    { provide: ApiKeyStore, useValue: new SqlApiKeyStore(database) },
    { provide: RefreshTokenStore, useValue: new SqlRefreshTokenStore(database) },
    { provide: LoginFailureStore, useValue: new SqlLoginFailureStore(database) },
    { provide: IdempotencyStore, useValue: new SqlIdempotencyStore(database) },
    { provide: AccessTokens, useValue: new AccessTokens(jwtSecret, clock) },
    { provide: PasswordHasher, useValue: new PasswordHasher() },
    { provide: EventFeed, useValue: feed },
    { provide: OpenChannels, useValue: channels },
    { provide: StreamSeats, useValue: new StreamSeats() },
  ];
  return { health, metrics, feed, channels, providers };
}
