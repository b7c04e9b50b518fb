import { InitialSchema1790000000001 } from './1790000000001-initial-schema.js';

/** In the order they run. */
export const masterMigrations = [InitialSchema1790000000001];
