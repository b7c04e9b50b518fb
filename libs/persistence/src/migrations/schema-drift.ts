import type { Database } from '../database/database.js';

/** The statements TypeORM would still run to make the schema match the entities: empty when the migrations are complete. */
export async function schemaDrift(database: Database): Promise<string[]> {
  const proposed = await database.dataSource.driver.createSchemaBuilder().log();
  return proposed.upQueries.map((statement) => statement.query);
}
