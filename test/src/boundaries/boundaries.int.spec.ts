import { fileURLToPath } from 'node:url';
import nx from '@nx/eslint-plugin';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundaries } from '@orrery/scripts/lint/boundaries.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const rule = '@nx/enforce-module-boundaries';

/** Only the rule in question, with the constraints of the project: types are not needed for it. */
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { '@nx': nx as never },
      rules: { [rule]: ['error', { allow: [], depConstraints: boundaries }] },
    },
  ],
});

async function violations(file: string, imported: string): Promise<number> {
  const [result] = await eslint.lintText(`import * as it from '${imported}';\nvoid it;\n`, {
    filePath: `${root}/${file}`,
  });
  return result!.messages.filter((message) => message.ruleId === rule).length;
}

describe('the boundaries between projects', () => {
  beforeAll(async () => {
    await createProjectGraphAsync({ exitOnError: false });
  }, 60_000);

  it.each([
    ['libs/domain/src/violation.ts', '@orrery/runtime'],
    ['libs/domain/src/violation.ts', 'typeorm'],
    ['libs/contracts/src/violation.ts', '@orrery/messaging'],
    ['libs/persistence/src/violation.ts', 'amqplib'],
    ['apps/worker/src/violation.ts', '@orrery/master'],
    ['apps/master/src/violation.ts', 'amqplib'],
  ])('%s may not import %s', async (file, imported) => {
    expect(await violations(file, imported)).toBe(1);
  });

  it.each([
    ['apps/worker/src/fine.ts', '@orrery/messaging'],
    ['apps/standalone/src/fine.ts', '@orrery/master'],
    ['libs/contracts/src/fine.ts', '@orrery/domain'],
    ['bench/src/fine.ts', '@orrery/worker'],
  ])('%s may import %s', async (file, imported) => {
    expect(await violations(file, imported)).toBe(0);
  });
});
