import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DockerfileReplay, type ReplayedStage } from '@orrery/scripts/docker/replay-dockerfile.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inCheckout } from './compose-file.js';

let roots: string;
let replay: DockerfileReplay;

/** The packages to build with are those of this checkout, which npm ci has put there: linked, not downloaded again. */
async function linkPackages(command: string, folder: string): Promise<boolean> {
  if (!command.startsWith('npm ci') || command.includes('--omit=dev')) return false;
  for (const place of ['.', ...readdirSync(inCheckout('apps')).map((app) => join('apps', app))]) {
    const source = inCheckout(join(place, 'node_modules'));
    if (existsSync(source)) link(source, join(folder, place));
  }
  return true;
}

function link(source: string, folder: string): void {
  try {
    execFileSync('cp', ['-al', source, folder], { stdio: 'pipe' });
  } catch {
    execFileSync('cp', ['-a', source, folder]);
  }
}

beforeAll(() => {
  roots = mkdtempSync(join(tmpdir(), 'orrery-dockerfile-'));
  const dockerfile = inCheckout('docker/Dockerfile');
  replay = new DockerfileReplay({ dockerfile, context: inCheckout('.'), roots, substitute: linkPackages });
});
afterAll(() => rmSync(roots, { recursive: true, force: true }));

interface Ended {
  code: number;
  output: string;
}

async function start({ folder, command, env }: ReplayedStage, more: Record<string, string>): Promise<Ended> {
  const [program, ...args] = command;
  const options = { cwd: folder, env: { PATH: process.env['PATH'], ...env, ...more }, timeout: 20_000 };
  try {
    const { stdout, stderr } = await promisify(execFile)(program!, args, options);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

describe.each(['master', 'worker'])('the image of %s', (target) => {
  let image: ReplayedStage;

  beforeAll(async () => {
    image = await replay.replay(target);
  }, 120_000);

  it('holds what the app needs, and neither tests, sources nor development packages', () => {
    const has = (path: string) => existsSync(join(image.folder, path));
    expect(
      [`apps/${target}/dist/main.js`, 'libs/domain/dist/index.js', 'healthcheck.mjs'].map(has),
    ).not.toContain(false);
    expect(
      ['node_modules/nx', 'node_modules/vitest', `apps/${target}/src`, 'libs/domain/src'].map(has),
    ).not.toContain(true);
  });

  it('starts, and refuses a wrong configuration by the name of the variable', async () => {
    const { code, output } = await start(image, {
      ORRERY_AMQP_URL: 'not a url',
      ORRERY_MYSQL_URL: 'mysql://h',
    });
    expect(output).toContain('ORRERY_AMQP_URL');
    expect(code).toBe(78);
  });

  it('was replayed but for the steps that change the system itself', () => {
    expect(image.left.every((command) => /^(apt-get|install -d)/.test(command))).toBe(true);
  });
});
