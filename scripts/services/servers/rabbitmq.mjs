import { probeAmqp } from '../probes.mjs';
import { findRabbitmq, launchRabbitmq } from '../private/rabbitmq.mjs';

/** Everything that the search for a server needs to know about RabbitMQ. */
export const rabbitmqServer = {
  key: 'rabbitmq',
  name: 'RabbitMQ',
  variable: 'ORRERY_AMQP_URL',
  example: 'amqp://user:password@host:5672',
  defaultPort: 5672,
  containerPort: 5672,
  package: 'rabbitmq-server',
  accounts: ['rabbitmq', 'nobody'],
  startTimeoutMs: 90_000,
  urlAt: (port) => `amqp://guest:guest@127.0.0.1:${port}`,
  probe: probeAmqp,
  find: findRabbitmq,
  launch: launchRabbitmq,
};
