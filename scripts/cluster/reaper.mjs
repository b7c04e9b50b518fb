import { signalGroup } from '../processes/identity.mjs';

/**
 * Ends the processes of a supervisor that was killed before it could do so itself: its channel to this process closes
 * with it. It is told each process group that starts and ends.
 */
const groups = new Set();
let graceMs = 10_000;

process.on('message', (message) => {
  if (message.started) groups.add(message.started);
  if (message.ended) groups.delete(message.ended);
  if (message.graceMs) graceMs = message.graceMs;
});
process.on('disconnect', () => {
  for (const pid of groups) signalGroup(pid, 'SIGTERM');
  const deadline = performance.now() + graceMs;
  const timer = setInterval(() => {
    const anyLeft = [...groups].some((pid) => signalGroup(pid, performance.now() < deadline ? 0 : 'SIGKILL'));
    if (!anyLeft) clearInterval(timer);
  }, 50);
});
for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(name, () => {});
// What was said before anybody listened would be lost with the channel: the supervisor starts nothing until this is heard.
process.send({ listening: true });
