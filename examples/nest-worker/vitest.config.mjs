import { defineConfig } from 'vitest/config';

export default defineConfig({
  /** Decorators with metadata, as the TypeScript build emits them. */
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: { include: ['src/**/*.spec.ts'], setupFiles: ['reflect-metadata'] },
});
