import { Supervisor } from '@orrery/scripts/cluster/supervisor.mjs';

/** A supervisor of one process that goes when asked and one that does not, waiting to be killed. */
const asked =
  'process.on("SIGTERM", () => process.exit()); console.log("ready"); setInterval(() => {}, 1000)';
const deaf = 'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)';
const specs = [asked, deaf].map((code, index) => ({
  name: `p${index}`,
  stopRank: 0,
  command: process.execPath,
  args: ['-e', code],
  env: process.env,
}));
let ready = 0;
const print = () => {
  ready += 1;
  if (ready === specs.length) process.send(specs.map(({ name }) => supervisor.pidOf(name)));
};
const supervisor = new Supervisor(specs, { print, say: () => {}, graceMs: 300 });
await supervisor.start();
