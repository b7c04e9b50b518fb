/**
 * The health check of every image: asks the app in the same container whether its loops make progress. The argument names
 * the variable with the port; the gateway answers on that of its API.
 */
const [variable = 'ORRERY_HEALTH_PORT'] = process.argv.slice(2);
const port = process.env[variable];

try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2500) });
  if (!answer.ok) throw new Error(`/healthz answers ${answer.status}: ${await answer.text()}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
