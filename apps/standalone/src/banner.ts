import type { FirstAdminCreated } from '@orrery/api-gateway';

export interface BannerFacts {
  readonly url: string;
  readonly dataDir: string;
  /** Where mails are written to instead of being sent. */
  readonly outboxDir: string | undefined;
  readonly admin: FirstAdminCreated | undefined;
}

/** What a person needs to see once the process is ready; the generated password is shown here and nowhere else. */
export function banner({ url, dataDir, outboxDir, admin }: BannerFacts): string {
  const lines = [
    '',
    `  Orrery is ready (standalone: one process, for trying out and for one machine; for more see "npm run cluster")`,
    '',
    `  Swagger UI   ${url}/docs`,
    `  API          ${url}/api/v1`,
    `  Data         ${dataDir}`,
    ...(outboxDir ? [`  Mails        written to ${outboxDir}/*.eml, since ORRERY_SMTP_URL is not set`] : []),
    `  Sign in as   admin${passwordLine(admin)}`,
    '',
    '  Ctrl-C drains and stops.',
    '',
  ];
  return lines.join('\n');
}

function passwordLine(admin: FirstAdminCreated | undefined): string {
  if (!admin) return ' with the password of the first start';
  if (!admin.generated) return ' with the password in ORRERY_ADMIN_PASSWORD';
  return ` with the password   ${admin.password}   (shown this once)`;
}
