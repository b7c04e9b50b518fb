import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['@orrery/source', 'node', 'import', 'default'] };
const ssr = { resolve: { conditions: resolve.conditions, externalConditions: resolve.conditions } };
const sources = ['{apps,libs,test,bench,examples}/**/src/**', '{test,bench}/src/**'];
const specs = (suffix: string) => sources.map((base) => `${base}/*${suffix}`);

function project(name: string, include: string[], exclude: string[], timeoutMs: number) {
  return {
    /** Decorators with metadata, as the TypeScript build emits them. */
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    resolve,
    ssr,
    test: {
      name,
      include,
      exclude: ['**/node_modules/**', '**/dist/**', ...exclude],
      setupFiles: ['reflect-metadata'],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
    },
  };
}

export default defineConfig({
  test: {
    // Most tests wait for servers and processes: on two cores, two files at a time take little more than half the time.
    maxWorkers: 2,
    projects: [
      project('unit', specs('.spec.ts'), ['**/*.int.spec.ts', '**/*.e2e.spec.ts'], 10_000),
      project('integration', specs('.int.spec.ts'), [], 30_000),
      {
        ...project('e2e', specs('.e2e.spec.ts'), [], 120_000),
        test: { ...project('e2e', specs('.e2e.spec.ts'), [], 120_000).test, fileParallelism: false },
      },
    ],
  },
});
