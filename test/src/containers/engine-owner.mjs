import { startEngine } from '@orrery/scripts/containers/engine.mjs';

/** A process that owns a container engine, in which something runs, and waits to be killed. */
const engine = await startEngine();
await engine.podman('run', '--detach', '--network', 'none', engine.image, '/bin/sleep', '600');
process.send({ folder: engine.folder });
setInterval(() => {}, 60_000);
