import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { inRepository } from '../processes/repository.mjs';
import { acquireServices } from './acquire.mjs';
import { environmentOf } from './environment-of.mjs';

/** Runs a command with the addresses of MySQL and RabbitMQ in its environment: `with.mjs vitest run --project e2e`. */
const [command, ...args] = process.argv.slice(2);

function runWith(services) {
  const PATH = [inRepository('node_modules', '.bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, ...environmentOf(services), PATH };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: 'inherit' });
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

try {
  if (!command) throw new Error('Usage: node scripts/services/with.mjs COMMAND [ARGUMENT …]');
  const services = await acquireServices({ say: console.error });
  try {
    process.exitCode = await runWith(services);
  } finally {
    await services.stop();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
