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
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: [...libraries, 'layer:testing', 'layer:scripts'] },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: [...libraries, 'layer:sdk', 'layer:testing'],
    bannedExternalImports: ['amqplib'],
  },
  { sourceTag: 'layer:composition', onlyDependOnLibsWithTags: [...libraries, 'layer:app', 'layer:testing'] },
  { sourceTag: 'layer:e2e', onlyDependOnLibsWithTags: [...libraries, 'layer:testing', 'layer:scripts'] },
  {
    sourceTag: 'layer:bench',
    // Measured from inside, a worker runs in the bench as it does in a service of a user.
    onlyDependOnLibsWithTags: [...libraries, 'layer:app', 'layer:sdk', 'layer:testing', 'layer:scripts'],
  },
  { sourceTag: 'layer:example', onlyDependOnLibsWithTags: ['layer:app', 'layer:sdk'] },
  { sourceTag: 'layer:scripts', onlyDependOnLibsWithTags: ['layer:scripts'] },
];
