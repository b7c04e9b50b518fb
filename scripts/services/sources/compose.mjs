import { inRepository } from '../../processes/repository.mjs';
import { run, succeeds } from '../../processes/run.mjs';
import { poll } from '../../processes/wait.mjs';
import { Guard } from '../private/guard.mjs';

const FILE = inRepository('docker', 'compose.services.yaml');

/** Whether a Docker engine runs and has Compose. */
async function engineRuns() {
  const options = { timeoutMs: 10_000 };
  return (
    (await succeeds('docker', ['info'], options)) &&
    (await succeeds('docker', ['compose', 'version'], options))
  );
}

async function portOf(compose, server) {
  const { stdout } = await run('docker', [...compose, 'port', server.key, String(server.containerPort)]);
  return Number(stdout.trim().split(':').pop());
}

async function up(compose, server, guard) {
  const { code, stderr } = await run('docker', [...compose, 'up', '-d', '--wait', server.key]);
  if (code !== 0) throw new Error(`docker compose up failed: ${stderr.trim().split('\n').pop()}`);
  const url = server.urlAt(await portOf(compose, server));
  const usable = () => server.probe(url).catch(() => undefined);
  const version = await poll(usable, { timeoutMs: server.startTimeoutMs });
  if (!version) throw new Error(`the ${server.name} container does not answer`);
  return { url, from: `${version} in Docker Compose`, stop: () => guard.stop() };
}

/** A server in a container of its own on a free port, if a Docker engine runs here. */
export async function fromCompose(server, { keepAs, say }) {
  if (!(await engineRuns())) throw new Error('no Docker engine with Compose runs');
  say(`${server.name}: starting it with Docker Compose …`);
  const project = `orrery-${keepAs ?? `services-${process.pid}`}-${server.key}`;
  const compose = ['compose', '-p', project, '-f', FILE];
  const guard = new Guard();
  const down = ['docker', ...compose, 'down', ...(keepAs ? [] : ['--volumes'])];
  guard.afterStop({ commands: [down] });
  try {
    return await up(compose, server, guard);
  } catch (error) {
    await guard.stop();
    throw error;
  }
}
