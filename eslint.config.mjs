import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier/flat';
import tseslint from 'typescript-eslint';

const frameworks = ['@nestjs/*', 'typeorm', 'amqplib', 'mysql2', 'nodemailer', 'fastify'];
const libraries = [
  'layer:domain',
  'layer:contracts',
  'layer:runtime',
  'layer:messaging',
  'layer:persistence',
];

/** Who may import whom; the drawing of it is in ARCHITECTURE.md. */
export const boundaries = [
  {
    sourceTag: 'layer:domain',
    onlyDependOnLibsWithTags: ['layer:domain'],
    allowedExternalImports: ['vitest', 'fast-check'],
  },
  {
    sourceTag: 'layer:contracts',
    onlyDependOnLibsWithTags: ['layer:domain', 'layer:contracts'],
    bannedExternalImports: [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/microservices',
      'typeorm',
      'amqplib',
      'mysql2',
    ],
  },
  {
    sourceTag: 'layer:runtime',
    onlyDependOnLibsWithTags: ['layer:domain', 'layer:runtime'],
    bannedExternalImports: frameworks,
  },
  {
    sourceTag: 'layer:messaging',
    onlyDependOnLibsWithTags: ['layer:domain', 'layer:contracts', 'layer:runtime', 'layer:messaging'],
    bannedExternalImports: ['typeorm', 'mysql2'],
  },
  {
    sourceTag: 'layer:persistence',
    onlyDependOnLibsWithTags: ['layer:domain', 'layer:runtime', 'layer:persistence'],
    bannedExternalImports: ['amqplib', '@nestjs/*'],
  },
  {
    sourceTag: 'layer:sdk',
    onlyDependOnLibsWithTags: ['layer:domain', 'layer:sdk'],
    bannedExternalImports: ['typeorm', 'mysql2'],
  },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: [...libraries, 'layer:testing'] },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: [...libraries, 'layer:sdk', 'layer:testing'],
    bannedExternalImports: ['amqplib'],
  },
  { sourceTag: 'layer:composition', onlyDependOnLibsWithTags: [...libraries, 'layer:app', 'layer:testing'] },
  { sourceTag: 'layer:e2e', onlyDependOnLibsWithTags: [...libraries, 'layer:testing', 'layer:scripts'] },
  { sourceTag: 'layer:bench', onlyDependOnLibsWithTags: [...libraries, 'layer:testing', 'layer:scripts'] },
  { sourceTag: 'layer:scripts', onlyDependOnLibsWithTags: ['layer:scripts'] },
];

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '**/.nx'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: boundaries }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', { max: 5 }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes from the Clock port: clock.now().',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time comes from the Clock port: clock.now().',
        },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', 'bench/**/*.ts', 'libs/testing/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/unbound-method': 'off' },
  },
  { files: ['**/system-clock.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.mjs'],
    extends: [...tseslint.configs.recommended],
    rules: { 'no-undef': 'off' },
  },
  prettier,
);
