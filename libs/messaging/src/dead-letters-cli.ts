import { OrreryError } from '@orrery/domain';
import { ConfigError, defineConfig, loadEnvFile, SystemClock, text, url } from '@orrery/runtime';
import { connect } from 'amqplib';
import { DeadLetterBox } from './dead-letters/dead-letter-box.js';
import {
  deadLettersUsage,
  parseDeadLettersCommand,
  runDeadLettersCommand,
} from './dead-letters/dead-letters-command.js';

const readConfig = defineConfig({
  amqpUrl: url('ORRERY_AMQP_URL', { protocols: ['amqp', 'amqps'], doc: 'RabbitMQ server.' }),
  namespace: text('ORRERY_NAMESPACE', {
    default: 'orrery',
    doc: 'Prefix of the installation at the broker.',
  }),
});

async function main(args: readonly string[]): Promise<void> {
  const command = parseDeadLettersCommand(args);
  loadEnvFile();
  const { amqpUrl, namespace } = readConfig(process.env);
  const connection = await connect(amqpUrl, { timeout: 10_000 });
  connection.on('error', () => undefined); // whatever was under way rejects with it
  try {
    const box = new DeadLetterBox(connection, namespace);
    await runDeadLettersCommand(command, box, new SystemClock(), (line) => console.log(line));
  } finally {
    await connection.close().catch(() => undefined);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message || String(error) : String(error));
  if (error instanceof OrreryError && error.code === 'invalid') console.error(deadLettersUsage);
  process.exitCode = error instanceof ConfigError || error instanceof OrreryError ? 2 : 1;
});
