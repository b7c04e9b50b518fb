import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../processes/run.mjs';
import { copyContext } from './context.mjs';
import { parseDockerfile } from './parse-dockerfile.mjs';

/** What only an image can do: change the system outside the working folder. */
const NEEDS_IMAGE = /(^|[\s=])\/|apt-get/;

/**
 * Replays the steps of a Dockerfile without an engine: each stage gets a folder as its root, COPY and RUN are really done
 * in it, FROM copies the stage it names. `substitute(command, folder)` may do a RUN in another way and then gives true.
 * Gives the target's working folder, its settings and the commands that were left out because they need an image.
 */
export class DockerfileReplay {
  #stages;
  #roots;
  #done = new Map();
  #substitute;

  constructor({ dockerfile, context, roots, substitute = async () => false }) {
    this.#stages = parseDockerfile(readFileSync(dockerfile, 'utf8'));
    this.context = context;
    this.#roots = roots;
    this.#substitute = substitute;
  }

  /** Replays a stage and those it needs, each once. */
  async replay(name) {
    if (!this.#done.has(name)) this.#done.set(name, await this.#replayStage(name));
    return this.#done.get(name);
  }

  async #replayStage(name) {
    const stage = this.#stages.find((each) => each.name === name);
    if (!stage) throw new Error(`The Dockerfile has no stage ${name}.`);
    const state = {
      root: join(this.#roots, name),
      workdir: '/',
      env: {},
      command: [],
      user: 'root',
      left: [],
    };
    mkdirSync(state.root, { recursive: true });
    if (this.#stages.some((each) => each.name === stage.from)) await this.#inherit(state, stage.from);
    for (const { keyword, rest } of stage.instructions) await this.#step(state, keyword, rest);
    return { ...state, folder: join(state.root, state.workdir) };
  }

  async #inherit(state, from) {
    const parent = await this.replay(from);
    cpSync(parent.root, state.root, { recursive: true, verbatimSymlinks: true });
    Object.assign(state, { ...parent, root: state.root, env: { ...parent.env }, left: [...parent.left] });
  }

  async #step(state, keyword, rest) {
    const inside = (path) => join(state.root, path.startsWith('/') ? path : join(state.workdir, path));
    if (keyword === 'WORKDIR') state.workdir = rest;
    if (keyword === 'WORKDIR') mkdirSync(inside(rest), { recursive: true });
    if (keyword === 'USER') state.user = rest;
    if (keyword === 'CMD') state.command = JSON.parse(rest);
    if (keyword === 'ENV') for (const [, key, value] of rest.matchAll(/(\w+)=(\S*)/g)) state.env[key] = value;
    if (keyword === 'COPY') await this.#copy(rest, inside);
    if (keyword === 'RUN') await this.#run(state, rest, inside('.'));
  }

  async #copy(rest, inside) {
    const [, from, source, target] = /^(?:--from=(\S+)\s+)?(\S+)\s+(\S+)$/.exec(rest);
    mkdirSync(dirname(inside(target)), { recursive: true });
    if (!from) return copyContext(this.context, source, inside(target));
    const { root } = await this.replay(from);
    cpSync(join(root, source), inside(target), { recursive: true, verbatimSymlinks: true });
  }

  async #run(state, command, folder) {
    if (NEEDS_IMAGE.test(command)) return state.left.push(command);
    if (await this.#substitute(command, folder)) return;
    const env = { ...process.env, ...state.env };
    const { code, stdout, stderr } = await run('sh', ['-ec', command], { cwd: folder, env });
    if (code !== 0) throw new Error(`RUN ${command} failed with code ${code}:\n${stdout}${stderr}`);
  }
}
