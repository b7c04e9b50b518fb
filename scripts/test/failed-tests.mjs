import { relative } from 'node:path';
import { repository } from '../processes/repository.mjs';

/** Colours and other control sequences that Vitest leaves in its messages. */
const controls = /\u001b\[[0-9;]*m/g;
const lengthShown = 300;

/** The failed tests of Vitest's JSON report, a line each: file, name and the first line of what went wrong. */
export function failedTestsOf(report) {
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    const broken = file.status === 'failed' && failed.length === 0;
    const told = broken ? [{ fullName: '(the file)', failureMessages: [file.message ?? ''] }] : failed;
    return told.map((test) => lineOf(relative(repository, file.name), test));
  });
}

function lineOf(path, { fullName, failureMessages }) {
  const [reason = ''] = (failureMessages[0] ?? '').replace(controls, '').split('\n');
  return `${path}: ${fullName}: ${reason}`.slice(0, lengthShown);
}
