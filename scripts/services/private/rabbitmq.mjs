import { connect } from 'node:net';
import { poll } from '../../processes/wait.mjs';
import { freePorts } from '../ports.mjs';
import { findProgram } from './find-program.mjs';

/** Debian's /usr/sbin/rabbitmq-server insists on its own account and folders; the script behind it does not. */
export function findRabbitmq(options) {
  return findProgram(['rabbitmq-server'], { first: ['/usr/lib/rabbitmq/bin'], ...options });
}

function settings(ports, management) {
  const lines = [
    `listeners.tcp.local = 127.0.0.1:${ports.amqp}`,
    'disk_free_limit.absolute = 50MB',
    'log.file.level = warning',
    ...(management ? ['management.tcp.ip = 127.0.0.1', `management.tcp.port = ${ports.management}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Erlang looks names up here first: a minimal machine may know neither `localhost` nor its own name. */
const NAMES = '{lookup, [file, native]}.\n{host, {127,0,0,1}, ["localhost"]}.\n';

/** Every place and name that RabbitMQ would otherwise take from /etc, /var or the machine's own broker. */
function environment(instance, ports, management) {
  const plugins = management ? '[rabbitmq_management].' : '[].';
  return {
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_INETRC: instance.file('inetrc', NAMES),
    RABBITMQ_NODENAME: 'orrery@localhost',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_CONF_ENV_FILE: instance.file('rabbitmq-env.conf', '# nothing: all is in the environment\n'),
    RABBITMQ_CONFIG_FILE: instance.file('rabbitmq.conf', settings(ports, management)),
    RABBITMQ_ADVANCED_CONFIG_FILE: instance.file('advanced.config', '[].\n'),
    RABBITMQ_ENABLED_PLUGINS_FILE: instance.file('enabled_plugins', `${plugins}\n`),
    RABBITMQ_MNESIA_BASE: instance.folder('data'),
    RABBITMQ_LOG_BASE: instance.folder('log'),
    RABBITMQ_PID_FILE: instance.path('server.pid'),
    RABBITMQ_GENERATED_CONFIG_DIR: instance.folder('generated'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Erlang would leave a name server of its own behind: this one belongs to the instance and goes with it. */
async function startNameServer(instance, port) {
  const program = findProgram(['epmd'], { first: ['/usr/lib/erlang/bin'] });
  if (!program) return;
  await instance.start('epmd', program, ['-port', String(port), '-address', '127.0.0.1'], { graceMs: 1000 });
  await poll(() => answers(port), { timeoutMs: 5000, everyMs: 20 });
}

/** Starts a private RabbitMQ with a name server of its own and gives its port; it may not be ready yet. */
export async function launchRabbitmq(program, instance, { management }) {
  const [amqp, distribution, epmd, console] = await freePorts(4);
  const ports = { amqp, distribution, epmd, management: console };
  const env = environment(instance, ports, management);
  await startNameServer(instance, epmd);
  const pid = await instance.start('rabbitmq', program, [], { env });
  return { port: amqp, pid, managementUrl: management ? `http://127.0.0.1:${console}` : undefined };
}
