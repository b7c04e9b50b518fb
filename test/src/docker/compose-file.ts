import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string; target: string };
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  healthcheck?: object;
  command?: string[];
}

export interface ComposeFile {
  name?: string;
  services: Record<string, ComposeService>;
  volumes?: Record<string, unknown>;
}

/** A file of the checkout, by its path there. */
export function inCheckout(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

export function readText(path: string): string {
  return readFileSync(inCheckout(path), 'utf8');
}

/** A compose file as Compose reads it: with its anchors and merges resolved. */
export function readCompose(path: string): ComposeFile {
  return parse(readText(path), { merge: true }) as ComposeFile;
}
