import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireChromium } from '@orrery/scripts/browser/chromium.mjs';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const ACTION_WITHIN_MS = 15_000;

export interface TryOut {
  /** Path parameters by name. */
  readonly path?: Readonly<Record<string, string>>;
  /** Instead of the example that stands there. */
  readonly body?: string;
}

/** What the page shows as the server's answer. */
export interface ShownAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** Swagger UI as a person uses it, in a headless Chromium with an empty profile. */
export class SwaggerPage {
  /** Errors that the page threw or wrote to its console, and requests it made to anybody but the platform. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    private readonly page: Page,
    private readonly profile: string,
  ) {
    page.setDefaultTimeout(ACTION_WITHIN_MS);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      const refusedOnPurpose = message
        .text()
        .startsWith('Failed to load resource: the server responded with');
      if (message.type() === 'error' && !refusedOnPurpose) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1')
        this.complaints.push(`asked ${request.url()}`);
    });
  }

  static async open(): Promise<SwaggerPage> {
    const executablePath = await acquireChromium({ say: (line) => process.stderr.write(`${line}\n`) });
    const profile = mkdtempSync(join(tmpdir(), 'orrery-browser-'));
    const viewport = { width: 1280, height: 900 };
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: ARGS,
      headless: true,
      viewport,
    });
    return new SwaggerPage(context, context.pages()[0] ?? (await context.newPage()), profile);
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }

  async visit(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.opblock-tag').first().waitFor();
  }

  title(): Promise<string> {
    return this.page.title();
  }

  tags(): Promise<string[]> {
    return this.page
      .locator('.opblock-tag')
      .evaluateAll((tags) => tags.map((tag) => tag.getAttribute('data-tag') ?? ''));
  }

  /** How many operations show the lock of what needs a login. */
  async lockedOperations(): Promise<number> {
    let locked = 0;
    for (const group of await this.page.locator('.opblock-tag-section').all()) {
      await this.openGroup(group);
      locked += await group.locator('.opblock .authorization__btn').count();
      await group.locator('.opblock-tag').click();
    }
    return locked;
  }

  /** Enters the token in the dialog that the button "Authorize" opens. */
  async authorise(token: string): Promise<void> {
    await this.page.locator('.auth-wrapper button.authorize').first().click();
    const bearer = this.page.locator('.modal-ux .auth-container').filter({ hasText: 'bearer' });
    await bearer.locator('input').fill(token);
    await bearer.getByRole('button', { name: 'Apply credentials' }).click();
    await bearer.getByRole('button', { name: 'Remove authorization' }).waitFor();
    await this.page.locator('.modal-ux button.btn-done').first().click();
    await this.page.locator('.auth-wrapper button.authorize.locked').first().waitFor();
  }

  /** Opens groups until the operation is there. */
  private async operation(operationId: string): Promise<Locator> {
    const operation = this.page.locator(`.opblock[id$="-${operationId}"]`);
    for (const group of await this.page.locator('.opblock-tag-section').all()) {
      if ((await operation.count()) > 0) break;
      await this.openGroup(group);
    }
    return operation;
  }

  private async openGroup(group: Locator): Promise<void> {
    const heading = group.locator('.opblock-tag');
    if ((await heading.getAttribute('data-is-open')) === 'true') return;
    await heading.click();
    await group.locator('.opblock').first().waitFor();
  }

  /** Opens an operation by its id, presses "Try it out" and "Execute", and reads what the page shows then. */
  async tryOut<T>(operationId: string, { path = {}, body }: TryOut = {}): Promise<ShownAnswer<T>> {
    const operation = await this.operation(operationId);
    await operation.scrollIntoViewIfNeeded();
    const execute = operation.getByRole('button', { name: 'Execute' });
    if (!(await execute.isVisible())) {
      await operation.locator('.opblock-summary-control').click();
      await operation.getByRole('button', { name: 'Try it out' }).click();
    }
    for (const [name, value] of Object.entries(path)) {
      await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
    }
    if (body !== undefined) await operation.locator('textarea.body-param__text').fill(body);
    const clear = operation.getByRole('button', { name: 'Clear' });
    if (await clear.isVisible()) await clear.click(); // or the answer of last time would be read
    await execute.click();
    return this.shown(operation);
  }

  /** Saves what the window shows, when ORRERY_SCREENSHOT_DIR says where to. */
  async screenshot(name: string): Promise<void> {
    const directory = process.env['ORRERY_SCREENSHOT_DIR'];
    if (directory) await this.page.screenshot({ path: join(directory, `${name}.png`) });
  }

  private async shown<T>(operation: Locator): Promise<ShownAnswer<T>> {
    const live = operation.locator('.live-responses-table');
    await live.waitFor();
    const status = await live.locator('tr.response td.response-col_status').first().innerText();
    const text = await live.locator('.highlight-code code, .microlight code').first().innerText();
    await live.evaluate((table) => table.scrollIntoView({ block: 'center' }));
    return { status: Number.parseInt(status, 10), body: JSON.parse(text) as T };
  }
}
