import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../processes/run.mjs';
import { Guard } from '../services/private/guard.mjs';
import { packSystem } from './image.mjs';
import { enginePrograms } from './packages.mjs';
import { writeSettings } from './settings.mjs';

const IMAGE = 'localhost/orrery-box:1';
const READY_WITHIN_MS = 15_000;

/**
 * A Podman of our own: its images, containers and mounts are below one folder, which `stop` takes away with all that runs. So does
 * a guard when whoever started it ends without that, kill -9 included.
 */
class PrivateEngine {
  image = IMAGE;
  #service;
  #guard = new Guard();

  constructor(folder, programs, env) {
    this.folder = folder;
    this.socket = join(folder, 'engine.sock');
    this.programs = programs;
    this.env = { ...process.env, ...env };
    const places = { root: 'root', runroot: 'run', tmpdir: 'tmp' };
    for (const name of Object.values(places)) mkdirSync(join(folder, name));
    this.options = Object.entries(places).flatMap(([option, name]) => [`--${option}`, join(folder, name)]);
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const removeAll = [programs.podman, ...this.options, 'rm', '--all', '--force', '--time', '0'];
    this.#guard.afterStop({
      commands: [
        ['pkill', '-KILL', '-f', `unix://${this.socket}`],
        ['env', ...variables, ...removeAll],
        ['umount', '-l', join(folder, 'root', 'overlay')],
      ],
      remove: [folder],
    });
  }

  /** Runs the command line of the engine; resolves to what it printed. */
  async podman(...args) {
    const { code, stdout, stderr } = await run(this.programs.podman, [...this.options, ...args], {
      env: this.env,
    });
    if (code !== 0) throw new Error(`podman ${args.join(' ')} failed: ${stderr.trim()}`);
    return stdout.trim();
  }

  async prepare() {
    const archive = join(this.folder, 'system.tar');
    packSystem(join(this.folder, 'system'), this.programs.busybox, archive);
    await this.podman('import', archive, IMAGE);
  }

  /** Serves the API. */
  async start() {
    rmSync(this.socket, { force: true });
    const args = [...this.options, 'system', 'service', '--time=0', `unix://${this.socket}`];
    // Its conmon leaves a file named `oom` where it stands.
    const options = { cwd: this.folder, env: this.env, stdio: 'ignore', detached: true };
    this.#service = spawn(this.programs.podman, args, options);
    const endMs = performance.now() + READY_WITHIN_MS;
    while (!(await answers(this.socket))) {
      if (this.#service.exitCode !== null || performance.now() > endMs)
        throw new Error('podman does not serve its API');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  signal(name) {
    this.#service.kill(name);
  }

  /** Ends the service; containers go on. */
  async end() {
    if (this.#service === undefined || this.#service.exitCode !== null || this.#service.signalCode !== null)
      return;
    const gone = once(this.#service, 'exit');
    this.#service.kill('SIGKILL');
    await gone;
  }

  async stop() {
    await this.end();
    await this.podman('rm', '--all', '--force', '--time', '0').catch(() => undefined);
    await this.#remove();
    this.#guard.afterStop({});
    await this.#guard.stop();
  }

  /** What cleans up behind a container that has just ended may still be at work in the folder. */
  async #remove() {
    for (let triesLeft = 20; ; triesLeft -= 1) {
      for (const mount of mountsBelow(this.folder)) await run('umount', ['-l', mount]);
      try {
        return rmSync(this.folder, { recursive: true, force: true });
      } catch (error) {
        if (triesLeft === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
}

function answers(socketPath) {
  return new Promise((resolve) => {
    const asking = request({ socketPath, path: '/_ping', timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.on('error', () => resolve(false)).on('timeout', () => asking.destroy());
    asking.end();
  });
}

/** Innermost first. */
function mountsBelow(folder) {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}

/**
 * Starts a container engine for tests, with one image (a busybox). Programs that are missing are installed where that is
 * possible; throws with what to do elsewhere. Options: `say` receives progress lines; `registries` may be asked without TLS.
 */
export async function startEngine({ say = () => {}, registries } = {}) {
  const programs = await enginePrograms({ say });
  const folder = mkdtempSync(join(tmpdir(), 'orrery-engine-'));
  const engine = new PrivateEngine(
    folder,
    programs,
    writeSettings(folder, { runc: programs.runc, registries }),
  );
  try {
    await engine.prepare();
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}
